package io.holdfast.reservation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;

import io.holdfast.idempotency.IdempotencyConfig;
import io.holdfast.platform.database.ConcurrencyConflictException;
import io.holdfast.platform.database.ConflictCause;
import io.holdfast.platform.database.ConflictRetry;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/**
 * What happens when the budget runs out: an honest 503, nothing reserved, and a metric that says
 * so.
 */
@QuarkusTest
@TestProfile(MetricsTest.OptimisticOnly.class)
class ContentionTest {

  @Inject DataSource dataSource;
  @Inject ConflictRetry retry;
  @Inject ReservationConfig config;
  @Inject IdempotencyConfig idempotency;

  @Test
  void whoeverMeetsALockedRowUpToTheDeadlineIsToldToComeBack() throws Exception {
    json("{\"sku\":\"LOCKED\",\"name\":\"Locked\",\"onHand\":5}").post("/api/v1/items");
    var order = "{\"lines\":[{\"sku\":\"LOCKED\",\"quantity\":1}]}";
    try (var stray = dataSource.getConnection()) {
      stray.setAutoCommit(false);
      try (var lock = stray.createStatement()) {
        lock.execute("SET LOCAL idle_in_transaction_session_timeout = 0");
        lock.execute("SELECT 1 FROM stock_level WHERE sku = 'LOCKED' FOR UPDATE");
        json(order)
            .post("/api/v1/orders")
            .then()
            .statusCode(503)
            .header("Retry-After", "1")
            .body("type", equalTo("/problems/contention"))
            .body("attempts", greaterThanOrEqualTo(1));
      } finally {
        stray.rollback();
        stray.setAutoCommit(true);
      }
    }
    RestAssured.get("/api/v1/items/LOCKED").then().body("reserved", equalTo(0));
    assertThat(metric("holdfast_retries_exhausted_total{strategy=\"optimistic\"}")).isPositive();
    assertThat(metric("holdfast_conflicts_total{cause=\"lock_timeout\",strategy=\"optimistic\"}"))
        .isPositive();
    assertThat(
            metric("holdfast_reservations_total{outcome=\"contention\",strategy=\"optimistic\"}"))
        .isPositive();
    json(order).post("/api/v1/orders").then().statusCode(201);
  }

  @Test
  void theNumberOfRetriesIsTheConfiguredOne() {
    var attempts = new AtomicInteger();
    assertThatThrownBy(
            () ->
                retry.call(
                    () -> {
                      attempts.incrementAndGet();
                      throw new ConcurrencyConflictException(ConflictCause.VERSION, null);
                    }))
        .isInstanceOf(ConcurrencyConflictException.class);
    assertThat(attempts).hasValue(1 + MetricsTest.RETRIES);
  }

  @Test
  void whatIsNoConflictIsNotTriedAgain() {
    var attempts = new AtomicInteger();
    assertThatThrownBy(
            () ->
                retry.call(
                    () -> {
                      attempts.incrementAndGet();
                      throw new IllegalStateException("a defect");
                    }))
        .isInstanceOf(IllegalStateException.class);
    assertThat(attempts).hasValue(1);
  }

  @Test
  void theSettingsArriveWhereTheyAreUsed() {
    assertThat(config.deadline()).isEqualTo(MetricsTest.DEADLINE);
    assertThat(config.maxRetries()).isEqualTo(MetricsTest.RETRIES);
    assertThat(idempotency.retention()).isEqualTo(Duration.ofHours(24));
  }

  private static double metric(String series) {
    return RestAssured.get("/q/metrics")
        .asString()
        .lines()
        .filter(line -> line.startsWith(series))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
        .findAny()
        .orElseThrow(() -> new AssertionError("no series " + series));
  }

  private static io.restassured.specification.RequestSpecification json(String body) {
    return RestAssured.given().contentType("application/json").body(body);
  }
}
