package io.holdfast.reservation;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.holdfast.Api;
import io.holdfast.Commands;
import io.holdfast.OtherSession;
import io.holdfast.Scrape;
import io.holdfast.reservation.decision.Verdict;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each series moves for its own reason, by as much as happened, before the answer is there. */
@QuarkusTest
@TestProfile(MetricsTest.OptimisticOnly.class)
class MetricsTest {

  /** Not the default, to see that settings arrive. */
  static final Duration DEADLINE = Duration.ofMillis(1500);

  static final int RETRIES = 5;

  static final int REQUESTS_PER_CONNECTION = 2;

  /** Only the configured strategy has series. */
  public static final class OptimisticOnly implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
      return Map.of(
          "holdfast.reservation.strategy",
          OPTIMISTIC,
          "holdfast.reservation.deadline",
          DEADLINE.toMillis() + "ms",
          "holdfast.http.requests-per-connection",
          Integer.toString(REQUESTS_PER_CONNECTION),
          "holdfast.reservation.max-retries",
          Integer.toString(RETRIES));
    }
  }

  private static final Api API = new Api("metrics");
  private static final String OPTIMISTIC = "optimistic";

  @Inject DataSource dataSource;
  @Inject Strategies strategies;
  private Scrape before;

  @BeforeEach
  void look() {
    before = Scrape.now();
  }

  @Test
  void ordersAreCountedAndTimedByOutcome() {
    API.createItem("OUTCOME", 5);
    API.json("{\"maxPerOrder\":3}")
        .header("If-Match", "*")
        .patch(Api.ITEMS + "/OUTCOME")
        .then()
        .statusCode(200);
    assertThat(API.order("OUTCOME", 3).statusCode()).isEqualTo(201);
    assertThat(API.order("OUTCOME", 3).statusCode()).isEqualTo(409);
    Api.assertRefused(API.order("OUTCOME", 4), 409, "limit-exceeded");
    for (var outcome : new String[] {"accepted", "insufficient", "limit"}) {
      assertMoved(1, "holdfast_reservations_total", "outcome", outcome, "strategy", OPTIMISTIC);
      assertMoved(
          1, "holdfast_reservation_seconds_count", "outcome", outcome, "strategy", OPTIMISTIC);
      assertMoved(
          1,
          "holdfast_reservation_seconds_bucket",
          "outcome",
          outcome,
          "le",
          "+Inf",
          "strategy",
          OPTIMISTIC);
    }
  }

  @Test
  void aStaleVersionIsAConflictAndARetryAndItsWaitIsTimed() throws Exception {
    API.createItem("STALE", 5);
    try (var other = transaction()) {
      execute(other, "UPDATE stock_level SET version = version + 1 WHERE sku = 'STALE'");
      var order = CompletableFuture.supplyAsync(() -> API.order("STALE", 1));
      awaitWaiting();
      other.commit();
      assertThat(order.get(10, SECONDS).statusCode()).isEqualTo(201);
      assertConflict("version");
      assertMoved(1, "holdfast_retries_total", "strategy", OPTIMISTIC);
      assertMoved(2, "holdfast_lock_wait_seconds_count", "strategy", OPTIMISTIC);
      assertMoved(0, "holdfast_retries_exhausted_total", "strategy", OPTIMISTIC);
    } finally {
      repair("STALE");
    }
  }

  @Test
  void aDeadlineThatPassesAfterALockTimeoutIsContentionAndExhausted() throws Exception {
    API.createItem("TIMEOUT", 5);
    try (var other = transaction()) {
      execute(other, "SELECT 1 FROM stock_level WHERE sku = 'TIMEOUT' FOR UPDATE");
      Api.assertRefused(API.order("TIMEOUT", 1), 503, "contention");
      other.rollback();
    }
    assertConflict("lock_timeout");
    assertMoved(1, "holdfast_retries_exhausted_total", "strategy", OPTIMISTIC);
    assertMoved(1, "holdfast_reservations_total", "outcome", "contention", "strategy", OPTIMISTIC);
    assertThat(moved("holdfast_lock_wait_seconds_sum", "strategy", OPTIMISTIC)).isBetween(1.0, 4.0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"pessimistic", "conditional"})
  void otherStrategiesTimeTheirWaitsForLocksToo(String strategy) throws Exception {
    API.createItem(strategy, 5);
    var reservations = strategies.named(strategy).orElseThrow();
    look();
    try (var other = transaction()) {
      execute(other, "SELECT 1 FROM stock_level WHERE sku = '%s' FOR UPDATE".formatted(strategy));
      var order =
          reservations.execute(Commands.place(API.shop(), strategy, 1)).toCompletableFuture();
      awaitWaiting();
      other.rollback();
      assertThat(order.get(10, SECONDS)).isInstanceOf(Verdict.Accepted.class);
    }
    assertMoved(1, "holdfast_lock_wait_seconds_count", "strategy", strategy);
    assertThat(moved("holdfast_lock_wait_seconds_sum", "strategy", strategy)).isGreaterThan(0.01);
  }

  @Test
  void aDeadlockIsCountedAsOne() throws Exception {
    API.createItem("DEADLOCK-1", 5);
    API.createItem("DEADLOCK-2", 5);
    try (var other = transaction()) {
      // The order looks for a circle early, the other one late: so the order is the victim.
      outsideTransaction("ALTER SYSTEM SET deadlock_timeout = '100ms'");
      execute(other, "SET LOCAL deadlock_timeout = '10s'");
      execute(other, "SELECT 1 FROM stock_level WHERE sku = 'DEADLOCK-2' FOR UPDATE");
      var order =
          CompletableFuture.supplyAsync(
              () ->
                  API.json(
                          """
                          {"lines":[{"sku":"DEADLOCK-1","quantity":1},
                                    {"sku":"DEADLOCK-2","quantity":1}]}""")
                      .post(Api.ORDERS));
      awaitWaiting();
      execute(other, "SELECT 1 FROM stock_level WHERE sku = 'DEADLOCK-1' FOR UPDATE");
      other.rollback();
      assertThat(order.get(10, SECONDS).statusCode()).isEqualTo(201);
      assertConflict("deadlock");
    } finally {
      outsideTransaction("ALTER SYSTEM RESET deadlock_timeout");
    }
  }

  @Test
  void aKnownKeyIsCountedByWhatBecameOfTheRequest() throws Exception {
    API.createItem("KEY", 9);
    assertThat(keyed("KEY", 1, "one").statusCode()).isEqualTo(201);
    assertThat(keyed("KEY", 1, "one").header("Idempotent-Replayed")).isEqualTo("true");
    assertMoved(1, "holdfast_idempotent_replays_total", "result", "replayed");
    Api.assertRefused(keyed("KEY", 2, "one"), 422, "idempotency-key-reused");
    assertMoved(1, "holdfast_idempotent_replays_total", "result", "mismatch");
    try (var other = transaction()) {
      execute(other, "SELECT 1 FROM stock_level WHERE sku = 'KEY' FOR UPDATE");
      var first = CompletableFuture.supplyAsync(() -> keyed("KEY", 1, "two"));
      awaitWaiting();
      Api.assertRefused(keyed("KEY", 1, "two"), 409, "idempotency-in-progress");
      other.rollback();
      assertThat(first.get(10, SECONDS).statusCode()).isEqualTo(201);
    }
    assertMoved(1, "holdfast_idempotent_replays_total", "result", "in_progress");
  }

  @Test
  void aKnownKeyOfAnAdjustmentIsCountedToo() {
    API.createItem("ADJUSTED", 1);
    assertThat(adjust(1).statusCode()).isEqualTo(201);
    assertThat(adjust(1).header("Idempotent-Replayed")).isEqualTo("true");
    assertMoved(1, "holdfast_idempotent_replays_total", "result", "replayed");
    Api.assertRefused(adjust(2), 422, "idempotency-key-reused");
    assertMoved(1, "holdfast_idempotent_replays_total", "result", "mismatch");
  }

  private void assertConflict(String cause) {
    assertMoved(1, "holdfast_conflicts_total", "cause", cause, "strategy", OPTIMISTIC);
  }

  private void assertMoved(double by, String series, String... labels) {
    assertThat(moved(series, labels)).as("%s %s", series, String.join(" ", labels)).isEqualTo(by);
  }

  private double moved(String series, String... labels) {
    return Scrape.now().value(series, labels) - before.value(series, labels);
  }

  private static Response keyed(String sku, int quantity, String key) {
    return API.json("{\"lines\":[{\"sku\":\"%s\",\"quantity\":%d}]}".formatted(sku, quantity))
        .header("Idempotency-Key", key)
        .post(Api.ORDERS);
  }

  private static Response adjust(int delta) {
    return API.json("{\"delta\":%d,\"reason\":\"received\"}".formatted(delta))
        .header("Idempotency-Key", "adjusted")
        .post(Api.ITEMS + "/ADJUSTED/adjustments");
  }

  /** Somebody else's, which may take its time. */
  private Connection transaction() throws SQLException {
    var connection = dataSource.getConnection();
    connection.setAutoCommit(false);
    execute(connection, "SET LOCAL idle_in_transaction_session_timeout = 0");
    return connection;
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private void outsideTransaction(String sql) throws SQLException {
    try (var connection = dataSource.getConnection()) {
      execute(connection, sql);
      execute(connection, "SELECT pg_reload_conf()");
    }
  }

  private void awaitWaiting() throws SQLException {
    try (var observer = new OtherSession(dataSource)) {
      await().pollInterval(20, MILLISECONDS).atMost(5, SECONDS).until(() -> observer.waiting() > 0);
    }
  }

  private void repair(String sku) throws SQLException {
    try (var connection = dataSource.getConnection()) {
      execute(
          connection,
          "UPDATE stock_level SET version = version - 1 WHERE sku = '%s'".formatted(sku));
    }
  }
}
