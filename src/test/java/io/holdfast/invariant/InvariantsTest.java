package io.holdfast.invariant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.platform.database.Transactions;
import io.holdfast.platform.problem.Problem;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A checker that has never found anything proves nothing: every invariant is broken once on
 * purpose.
 */
@QuarkusTest
class InvariantsTest {

  @Inject Transactions transactions;
  @Inject LedgerWalk ledger;
  @Inject RecentOrders orders;
  @Inject Turns turns;
  @Inject Results results;
  @Inject DataSource dataSource;

  @Test
  void aShopWithoutAnythingIsInOrder() {
    var report = check("untouched");
    assertThat(report.getBoolean("ok")).isTrue();
    assertThat(report.getList("checks.name", String.class))
        .isEqualTo(Stream.of(Invariant.values()).map(Invariant::label).toList());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          broken-1 | stock-within-bounds        | UPDATE item SET backorder_limit = -4
          broken-2 | counters-equal-ledger      | UPDATE stock_level SET on_hand = on_hand + 1
          broken-3 | counters-equal-ledger      | DELETE FROM stock_movement
          broken-4 | counters-equal-allocations | UPDATE stock_level SET reserved = reserved + 1
          broken-5 | ledger-without-gaps        | UPDATE stock_level SET version = version + 1
          broken-6 | ledger-without-gaps        | UPDATE stock_movement SET version = version + 7
          broken-7 | orders-whole               | DELETE FROM order_line
          broken-8 | orders-whole               | UPDATE orders SET status = 'CANCELLED'
          broken-9 | orders-whole               | DELETE FROM orders
          broken-10 | reservations-end-once     | DELETE FROM allocation
          broken-11 | events-in-batches         | UPDATE batch SET void = true
          broken-12 | counters-equal-allocations | UPDATE stock_level SET backorder_limit = 9, on_hand = 1
          """)
  void aBrokenBookIsFound(String shop, String invariant, String damage) throws Exception {
    post(shop, "/api/v1/items", "{\"sku\":\"B\",\"name\":\"Broken\",\"onHand\":5}");
    post(shop, "/api/v1/orders", "{\"lines\":[{\"sku\":\"B\",\"quantity\":2}]}");
    assertThat(check(shop).getBoolean("ok")).isTrue();
    try (var connection = dataSource.getConnection();
        var statement = connection.createStatement()) {
      // The last defence would not let some of it happen.
      statement.execute("ALTER TABLE item DROP CONSTRAINT IF EXISTS item_backorder_limit_check");
      assertThat(statement.executeUpdate(damage + " WHERE shop = '" + shop + "'")).isPositive();
    }
    var report = check(shop);
    assertThat(report.getBoolean("ok")).isFalse();
    List<String> failed = report.getList("checks.findAll { !it.ok }.name", String.class);
    assertThat(failed).contains(invariant);
    assertThat(report.getList("checks.find { it.name == '" + invariant + "' }.violations"))
        .isNotEmpty();
    assertThat(check("untouched").getBoolean("ok")).as("the next shop's books").isTrue();
  }

  @Test
  void aFullCheckThatTakesTooLongSaysWhatElseThereIs() throws Exception {
    var hasty = new LongReads(transactions, new Hasty());
    var invariants = new Invariants(hasty, ledger, orders, turns, results);
    try (var other = dataSource.getConnection()) {
      other.setAutoCommit(false);
      try (var lock = other.createStatement()) {
        lock.execute("LOCK TABLE event");
        assertThatThrownBy(() -> invariants.check("untouched", Scope.FULL))
            .isInstanceOf(Problem.class)
            .hasMessageContaining("scope=recent");
      } finally {
        other.rollback();
        other.setAutoCommit(true);
      }
    }
  }

  /** Settings that give a full check next to no time. */
  private record Hasty() implements InvariantConfig {

    @Override
    public Duration checkInterval() {
      return Duration.ofMinutes(1);
    }

    @Override
    public Duration fullCheckInterval() {
      return Duration.ofHours(1);
    }

    @Override
    public Duration fullCheckTimeout() {
      return Duration.ofMillis(100);
    }
  }

  private static io.restassured.path.json.JsonPath check(String shop) {
    return RestAssured.given()
        .header("Holdfast-Shop", shop)
        .post("/api/v1/invariants/check")
        .then()
        .statusCode(200)
        .extract()
        .jsonPath();
  }

  private static void post(String shop, String path, String body) {
    RestAssured.given()
        .header("Holdfast-Shop", shop)
        .contentType("application/json")
        .body(body)
        .post(path)
        .then()
        .statusCode(201);
  }
}
