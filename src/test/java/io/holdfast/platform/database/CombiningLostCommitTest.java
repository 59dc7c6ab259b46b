package io.holdfast.platform.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.holdfast.OtherSession;
import io.holdfast.Scrape;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.net.http.HttpResponse;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(LostCommitContract.BehindAProxy.class)
class CombiningLostCommitTest extends LostCommitContract {

  @Override
  String strategy() {
    return "combining";
  }

  @Inject DataSource dataSource;

  /**
   * Whoever only looked for the lost transaction would find nothing, since it is still on its way,
   * and run into it when running the order again.
   */
  @Test
  void anOrderWhoseCommitComesLateIsThereOnce() throws Exception {
    var sku = "LATE-" + UUID.randomUUID();
    buyers.post("/api/v1/items", "{\"sku\":\"%s\",\"name\":\"Late\",\"onHand\":5}".formatted(sku));
    var before = Scrape.now();
    var caller = Executors.newSingleThreadExecutor();
    try (var stock = new OtherSession(dataSource);
        var table = new OtherSession(dataSource)) {
      stock.lockStockOf(sku);
      Callable<HttpResponse<String>> order =
          () ->
              buyers.post(
                  "/api/v1/orders", "{\"lines\":[{\"sku\":\"%s\",\"quantity\":2}]}".formatted(sku));
      var answer = caller.submit(order);
      // On the side track, where a lock may be waited for up to the deadline.
      await().until(() -> moved(before, "holdfast_batch_reruns_total", "cause", "busy") > 0);
      table.execute("LOCK TABLE orders IN SHARE MODE");
      ProxiedDatabase.proxy().loseNextSender();
      stock.rollback();
      await()
          .until(() -> moved(before, "holdfast_commit_unknown_total", "resolution", "fenced") > 0);
      table.rollback();
      var placed = answer.get(10, TimeUnit.SECONDS);
      assertThat(placed.statusCode()).as(placed.body()).isEqualTo(201);
    } finally {
      caller.shutdownNow();
    }
    var json = new ObjectMapper();
    var orders = json.readTree(buyers.get("/api/v1/orders?sku=" + sku).body()).get("items");
    assertThat(orders).hasSize(1);
    var books = json.readTree(buyers.post("/api/v1/invariants/check", "").body());
    assertThat(books.get("ok").booleanValue()).as(books.toPrettyString()).isTrue();
  }

  private static double moved(Scrape before, String series, String... labels) {
    return Scrape.now().value(series, labels) - before.value(series, labels);
  }
}
