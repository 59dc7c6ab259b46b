package io.holdfast.console;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.holdfast.Api;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import jakarta.inject.Inject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/** What the pages of orders, contention, events and health are rendered with. */
@QuarkusTest
class OperatorPagesTest {

  private static final Api API = new Api("operators");
  private static final String SHOP = "?shop=operators";

  @Inject DataSource dataSource;

  @TestHTTPResource("/contention/samples")
  URI samples;

  @Test
  void anOrderIsFoundByEachFilterAndOpened() {
    API.createItem("LISTED", 9);
    String id =
        API.json(
                "{\"customer\":\"<b>&\",\"lines\":[{\"sku\":\"LISTED\",\"quantity\":2}],\"hold\":{}}")
            .post(Api.ORDERS)
            .path("id");
    for (var filter :
        List.of(
            "", "&status=HELD", "&sku=LISTED", "&customer=%3Cb%3E%26", "&id=" + id, "&status=")) {
      assertThat(page("/orders" + SHOP + filter)).as(filter).contains("data-order=\"" + id + "\"");
    }
    assertThat(page("/orders" + SHOP + "&status=CANCELLED")).contains("No order is like that");
    var order = page("/orders/" + id + SHOP);
    assertThat(order)
        .contains("order.held", "main <span data-number=\"2\">", "&lt;b&gt;&amp;")
        .contains("confirm-dialog", "extend-dialog", "cancel-dialog")
        .doesNotContain("ship-dialog", "return-dialog", "<b>");
  }

  @Test
  void aFilterThatMakesNoSenseIsExplainedOnThePage() {
    assertThat(page("/orders" + SHOP + "&sku=%27")).contains("role=\"alert\"").contains("sku");
    assertThat(page("/orders" + SHOP + "&id=nope")).contains("There is no such order");
  }

  @Test
  void whatIsNotThereIsAPageWithThatStatus() {
    for (var path : List.of("/orders/nope", "/events/webhooks/nope")) {
      var answer = API.request().get(path + SHOP);
      assertThat(answer.statusCode()).as(path).isEqualTo(404);
      assertThat(answer.contentType()).startsWith("text/html");
    }
  }

  @Test
  void eventsUpToNowAreOnThePageAndTheCursorIsBehindThem() {
    API.createItem("TOLD", 1);
    API.createItem("TOLD-AFTER", 1);
    await()
        .untilAsserted(
            () -> {
              var page = page("/events" + SHOP);
              assertThat(page).contains("TOLD-AFTER");
              assertThat(page.indexOf(">TOLD-AFTER<")).isLessThan(page.indexOf(">TOLD<"));
            });
  }

  @Test
  void healthTellsOfEveryInvariantOfTheDatabaseAndOfThisPod() {
    API.createItem("HEALTHY", 1);
    API.empty().post("/api/v1/invariants/check");
    var page = page("/health" + SHOP);
    List<String> names =
        API.request().get("/api/v1/invariants?scope=full").jsonPath().getList("checks.name");
    assertThat(names).isNotEmpty();
    for (var name : names) {
      assertThat(page)
          .containsPattern(
              "data-invariant=\"%1$s\">\\s*<th scope=\"row\">%1$s<span class=\"meaning\">[A-Z]"
                  .formatted(name));
    }
    assertThat(page)
        .contains("PostgreSQL")
        .contains("this pod's address")
        .contains("process " + ProcessHandle.current().pid());
  }

  @Test
  void violationsThatTheLastChecksFoundAreSeen() throws Exception {
    API.createItem("BROKEN", 1);
    try (var connection = dataSource.getConnection();
        var insert =
            connection.prepareStatement(
                """
                INSERT INTO invariant_result (shop, invariant, full_violations)
                VALUES ('operators', 'ledger-without-gaps', 3)
                ON CONFLICT (shop, invariant) DO UPDATE SET full_violations = 3""")) {
      insert.executeUpdate();
    }
    assertThat(page("/health" + SHOP))
        .containsSubsequence(
            "data-invariant=\"ledger-without-gaps\"", "badge bad\">3 violations", "</tr>");
  }

  @Test
  void theStreamBeginsWithThePastAndGoesOnEverySecond() throws Exception {
    API.createItem("SAMPLED", 1);
    assertThat(API.order("SAMPLED", 1).statusCode()).isEqualTo(201);
    var request = HttpRequest.newBuilder(samples).header("Holdfast-Shop", API.shop()).build();
    var response = HttpClient.newHttpClient().send(request, BodyHandlers.ofInputStream());
    assertThat(response.headers().firstValue("Content-Type").orElseThrow())
        .startsWith("text/event-stream");
    var messages = CompletableFuture.supplyAsync(() -> read(response.body(), 3)).get(10, SECONDS);
    List<String> hot = messages.get(0).getList("hot.sku");
    assertThat(hot).contains("SAMPLED");
    var times = new ArrayList<Long>();
    messages.forEach(message -> times.addAll(message.getList("samples.at", Long.class)));
    assertThat(times).hasSizeGreaterThanOrEqualTo(2);
    assertThat(times).isSorted();
  }

  private static List<JsonPath> read(InputStream body, int count) {
    try (var reader = new BufferedReader(new InputStreamReader(body, UTF_8))) {
      return reader
          .lines()
          .filter(line -> line.startsWith("data:"))
          .limit(count)
          .map(line -> JsonPath.from(line.substring("data:".length())))
          .toList();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static String page(String path) {
    var answer = API.request().get(path);
    assertThat(answer.statusCode()).as(path).isEqualTo(200);
    assertThat(answer.contentType()).startsWith("text/html");
    return answer.asString();
  }
}
