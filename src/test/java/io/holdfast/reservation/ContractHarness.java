package io.holdfast.reservation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.holdfast.Buyers;
import io.holdfast.Scrape;
import io.holdfast.order.OrdersByStrategy;
import io.quarkus.test.common.http.TestHTTPResource;
import jakarta.inject.Inject;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** What the contract of strategies does its tests with: buyers, items, and the books at the end. */
abstract class ContractHarness {

  private static final ObjectMapper JSON = new ObjectMapper();

  @TestHTTPResource URI base;
  @Inject DataSource dataSource;

  @Inject Strategies strategies;

  Buyers buyers;

  @BeforeEach
  void connect() {
    buyers = new Buyers(base);
  }

  @AfterEach
  void theBooksBalance() throws Exception {
    var report = json(buyers.post("/api/v1/invariants/check", ""));
    assertThat(report.get("ok").booleanValue()).as(report.toPrettyString()).isTrue();
  }

  /** The strategy's name. */
  abstract String strategy();

  String orders() {
    return OrdersByStrategy.path(strategy());
  }

  /** How a buyer sends a request. */
  @FunctionalInterface
  interface Manner {
    HttpResponse<String> send(String path, String body, String... headers) throws Exception;
  }

  List<HttpResponse<String>> buy(int connections, List<String> orders) throws Exception {
    return buy(connections, orders, buyers::insist);
  }

  List<HttpResponse<String>> buy(int connections, List<String> orders, Manner manner)
      throws Exception {
    var tasks = new ArrayList<Callable<HttpResponse<String>>>();
    for (var lines : orders) {
      tasks.add(() -> manner.send(orders(), "{\"lines\":[" + lines + "]}"));
    }
    return Buyers.atOnce(connections, tasks);
  }

  String item(int onHand) {
    return item(onHand, "");
  }

  String item(int onHand, String more) {
    var sku = "C-" + UUID.randomUUID();
    try {
      var created =
          buyers.post(
              "/api/v1/items",
              "{\"sku\":\"%s\",\"name\":\"Contract\",\"onHand\":%d%s}"
                  .formatted(sku, onHand, more));
      assertThat(created.statusCode()).as(created.body()).isEqualTo(201);
    } catch (Exception failure) {
      throw new IllegalStateException(failure);
    }
    return sku;
  }

  /** Other locations have no resource of their own yet. */
  void addLevel(String sku, String location, int onHand) throws Exception {
    try (var connection = dataSource.getConnection();
        var insert =
            connection.prepareStatement(
                """
                INSERT INTO location (shop, code, name, priority, version)
                VALUES ('default', ?, ?, 1, 0) ON CONFLICT DO NOTHING""")) {
      insert.setString(1, location);
      insert.setString(2, location);
      insert.executeUpdate();
    }
    var adjusted =
        buyers.post(
            "/api/v1/items/" + sku + "/adjustments",
            "{\"delta\":%d,\"reason\":\"received\",\"location\":\"%s\"}"
                .formatted(onHand, location));
    assertThat(adjusted.statusCode()).as(adjusted.body()).isEqualTo(201);
  }

  /** Orders that were sent away undecided, and retries inside, since the start. */
  record Tally(int turnedAway, double retries) {}

  Tally tally() {
    // First, because it makes the series.
    var reservations = strategies.named(strategy()).orElseThrow();
    var scrape = Scrape.now();
    var turnedAway =
        Stream.of("contention", "overloaded", "error")
            .mapToDouble(
                outcome ->
                    scrape.value(
                        "holdfast_reservations_total", "strategy", strategy(), "outcome", outcome))
            .sum();
    return new Tally((int) turnedAway, reservations.retries());
  }

  /** Checks that a SKU that nobody wanted before is hot, by just as much as happened. */
  void assertHot(String sku, int accepted, int refused, Tally before) throws Exception {
    var tally = tally();
    var rejected = refused + tally.turnedAway() - before.turnedAway();
    var all = json(buyers.get("/api/v1/contention?limit=200")).get("items");
    var hot =
        StreamSupport.stream(all.spliterator(), false)
            .filter(s -> sku.equals(s.get("sku").textValue()))
            .findAny()
            .orElseThrow();
    var retries = hot.get("retries").intValue();
    assertThat(hot.get("accepted").intValue()).isEqualTo(accepted);
    assertThat(hot.get("rejected").intValue()).isEqualTo(rejected);
    assertThat(hot.get("attempts").intValue()).isEqualTo(accepted + rejected + retries);
    assertThat(hot.get("conflicts").intValue()).isGreaterThanOrEqualTo(retries);
    assertThat(hot.get("maxWaitMillis").intValue()).isPositive();
    if (!strategy().equals("combining")) {
      // There a command that goes aside tries again, but its batch does not.
      assertThat((double) retries).isEqualTo(tally.retries() - before.retries());
    }
  }

  static String line(String sku, int quantity) {
    return "{\"sku\":\"%s\",\"quantity\":%d}".formatted(sku, quantity);
  }

  static JsonNode json(HttpResponse<String> response) throws Exception {
    return JSON.readTree(response.body());
  }
}
