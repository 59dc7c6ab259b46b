package io.holdfast.platform.database;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.holdfast.Buyers;
import io.holdfast.Scrape;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The database goes away, and comes back. */
@QuarkusTest
@TestProfile(LostCommitContract.BehindAProxy.class)
class DatabaseDownTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  @TestHTTPResource URI base;

  private Buyers buyers;
  private String sku;
  private String order;

  @BeforeEach
  void item() throws Exception {
    buyers = new Buyers(base);
    sku = "DOWN-" + UUID.randomUUID();
    order = "{\"lines\":[{\"sku\":\"%s\",\"quantity\":2}]}".formatted(sku);
    var item = "{\"sku\":\"%s\",\"name\":\"Down\",\"onHand\":5}".formatted(sku);
    assertThat(buyers.insist("/api/v1/items", item).statusCode()).isEqualTo(201);
  }

  @AfterEach
  void mend() {
    LostCommitContract.ProxiedDatabase.proxy().mend();
  }

  @Test
  void whileItIsAwayEveryCallIsToldSoAndAfterwardsAllIsWell() throws Exception {
    LostCommitContract.ProxiedDatabase.proxy().cut();
    isUnavailable(buyers.post("/api/v1/orders", order));
    isUnavailable(buyers.get("/api/v1/items/" + sku));
    isUnavailable(
        buyers.post("/api/v1/items/" + sku + "/adjustments", "{\"delta\":1,\"reason\":\"found\"}"));
    assertThat(buyers.get("/q/health/ready").statusCode()).isEqualTo(503);
    LostCommitContract.ProxiedDatabase.proxy().mend();
    assertThat(buyers.insist("/api/v1/orders", order).statusCode()).isEqualTo(201);
    await().atMost(10, SECONDS).until(() -> buyers.get("/q/health/ready").statusCode() == 200);
    assertThat(reserved()).isEqualTo(2);
  }

  @Test
  void anOutcomeThatCannotBeSettledIsCalledUnknownAndTheKeyTellsItLater() throws Exception {
    var before = unresolved();
    LostCommitContract.ProxiedDatabase.proxy().loseNextAnswerAndAllBehindIt();
    var lost = buyers.post("/api/v1/orders", order, "Idempotency-Key", sku);
    isUnavailable(lost);
    assertThat(unresolved()).isEqualTo(before + 1);
    var problem = JSON.readTree(lost.body());
    assertThat(problem.get("outcome").textValue()).isEqualTo("unknown");
    LostCommitContract.ProxiedDatabase.proxy().mend();
    var truth = buyers.insist("/api/v1/orders", order, "Idempotency-Key", sku);
    assertThat(truth.statusCode()).isEqualTo(201);
    assertThat(truth.headers().firstValue("Idempotent-Replayed")).contains("true");
    assertThat(JSON.readTree(truth.body()).get("id")).isEqualTo(problem.get("orderId"));
    assertThat(reserved()).isEqualTo(2);
  }

  @Test
  void anUnknownAdjustmentIsNotCalledUndone() throws Exception {
    LostCommitContract.ProxiedDatabase.proxy().loseNextAnswerAndAllBehindIt();
    var lost =
        buyers.post("/api/v1/items/" + sku + "/adjustments", "{\"delta\":1,\"reason\":\"found\"}");
    isUnavailable(lost);
    assertThat(JSON.readTree(lost.body()).get("outcome").textValue()).isEqualTo("unknown");
  }

  private static void isUnavailable(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(503);
    assertThat(answer.body()).contains("/problems/unavailable");
    assertThat(answer.headers().firstValue("Retry-After")).isPresent();
  }

  private static double unresolved() {
    return Scrape.now().value("holdfast_commit_unknown_total", "resolution", "unresolved");
  }

  private int reserved() throws Exception {
    var response = buyers.get("/api/v1/items/" + sku);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return JSON.readTree(response.body()).get("reserved").intValue();
  }
}
