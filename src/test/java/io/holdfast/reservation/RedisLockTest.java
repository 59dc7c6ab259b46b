package io.holdfast.reservation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.holdfast.Buyers;
import io.holdfast.TestRedis;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import jakarta.inject.Inject;
import java.net.URI;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A lock in Redis is a hint: what happens when it is kept, lost, taken over or never got. */
@QuarkusTest
@TestProfile(RedisLockTest.ShortLease.class)
class RedisLockTest {

  public static final class ShortLease implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
      return Map.of(
          "holdfast.reservation.strategy", "redis-lock",
          "holdfast.reservation.deadline", "20s",
          "holdfast.redis-lock.lease", "300ms",
          "holdfast.redis-lock.wait", "200ms");
    }

    @Override
    public List<TestResourceEntry> testResources() {
      return List.of(new TestResourceEntry(TestRedis.class));
    }
  }

  @TestHTTPResource URI base;

  @ConfigProperty(name = "test.redis.port")
  int redis;

  @Inject DataSource dataSource;
  private Buyers buyers;
  private String sku;
  private String lock;

  @BeforeEach
  void stockOneUnit() throws Exception {
    buyers = new Buyers(base);
    sku = "R-" + UUID.randomUUID();
    lock = "holdfast:lock:default:" + sku;
    var item = "{\"sku\":\"%s\",\"name\":\"Redis\",\"onHand\":1}".formatted(sku);
    assertThat(buyers.post("/api/v1/items", item).statusCode()).isEqualTo(201);
  }

  @AfterEach
  void theBooksBalance() throws Exception {
    assertThat(buyers.post("/api/v1/invariants/check", "").body()).startsWith("{\"ok\":true,");
  }

  @Test
  void theLockIsThereDuringTheWorkHoweverLongItTakesAndGoneAfterwards() throws Exception {
    var lost = metric("holdfast_redis_lock_lost_total");
    try (var work = new StoppedWork()) {
      var token = TestRedis.command(redis, "GET " + lock);
      assertThat(token).isNotNull();
      var start = System.nanoTime();
      await()
          .during(Duration.ofMillis(900))
          .atMost(Duration.ofSeconds(5))
          .pollInterval(Duration.ofMillis(20))
          .until(() -> Objects.equals(token, TestRedis.command(redis, "GET " + lock)));
      assertThat(System.nanoTime() - start).isGreaterThan(Duration.ofMillis(900).toNanos());
      assertThat(work.goOn().statusCode()).isEqualTo(201);
    }
    assertThat(TestRedis.command(redis, "GET " + lock)).isNull();
    assertThat(metric("holdfast_redis_lock_lost_total")).isEqualTo(lost);
  }

  @Test
  void whoeverWritesAfterLosingTheLockIsRefusedAndDecidedAgain() throws Exception {
    var lost = metric("holdfast_redis_lock_lost_total");
    var conflicts = metric(conflicts("version"));
    try (var work = new StoppedWork()) {
      TestRedis.command(redis, "SET " + lock + " somebody-else");
      buyers.post("/api/v1/items/" + sku + "/adjustments", "{\"delta\":-1,\"reason\":\"damaged\"}");
      var answer = work.goOn();
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(409);
      assertThat(answer.body()).contains("/problems/insufficient-stock");
    }
    assertThat(metric(conflicts("version"))).isEqualTo(conflicts + 1);
    assertThat(metric("holdfast_redis_lock_lost_total")).isEqualTo(lost + 1);
    assertThat(TestRedis.command(redis, "GET " + lock))
        .as("a lock of somebody else's is not released")
        .isEqualTo("somebody-else");
  }

  @Test
  void whoeverMissesTheLockTakesTheRowLockInstead() throws Exception {
    TestRedis.command(redis, "SET " + lock + " somebody-else");
    var missed = metric(conflicts("redis_lock"));
    var fallbacks = metric("holdfast_redis_fallback_total");
    var answer = buyers.post("/api/v1/orders", order());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    assertThat(metric(conflicts("redis_lock"))).isEqualTo(missed + 1);
    assertThat(metric("holdfast_redis_fallback_total")).isEqualTo(fallbacks);
  }

  @Test
  void aCancelTakesTheLockToo() throws Exception {
    var order = buyers.post("/api/v1/orders", order());
    TestRedis.command(redis, "SET " + lock + " somebody-else");
    var missed = metric(conflicts("redis_lock"));
    var path = order.headers().firstValue("Location").orElseThrow() + "/cancel";
    assertThat(buyers.post(path, "").statusCode()).isEqualTo(200);
    assertThat(metric(conflicts("redis_lock"))).isEqualTo(missed + 1);
  }

  private String order() {
    return "{\"lines\":[{\"sku\":\"%s\",\"quantity\":1}]}".formatted(sku);
  }

  private static String conflicts(String cause) {
    return "holdfast_conflicts_total{cause=\"%s\",strategy=\"redis-lock\"}".formatted(cause);
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

  /**
   * An order that has read the stock and stands before it looks up its key, until it may go on: the
   * table of keys is locked.
   */
  private final class StoppedWork implements AutoCloseable {

    private final Connection stray;
    private final CompletableFuture<HttpResponse<String>> answer;

    StoppedWork() throws Exception {
      stray = dataSource.getConnection();
      stray.setAutoCommit(false);
      try (var statement = stray.createStatement()) {
        statement.execute("SET LOCAL idle_in_transaction_session_timeout = 0");
        statement.execute("LOCK TABLE idempotency_record");
      }
      answer =
          CompletableFuture.supplyAsync(
              () -> {
                try {
                  var key = UUID.randomUUID().toString();
                  return buyers.post("/api/v1/orders", order(), "Idempotency-Key", key);
                } catch (Exception failure) {
                  throw new IllegalStateException(failure);
                }
              });
      await().until(this::somebodyWaits);
    }

    private boolean somebodyWaits() throws Exception {
      try (var connection = dataSource.getConnection();
          var select =
              connection.prepareStatement(
                  """
                  SELECT 1 FROM pg_locks
                  WHERE NOT granted AND relation = 'idempotency_record'::regclass""");
          var rows = select.executeQuery()) {
        return rows.next();
      }
    }

    HttpResponse<String> goOn() throws Exception {
      stray.rollback();
      return answer.get(20, TimeUnit.SECONDS);
    }

    @Override
    public void close() throws SQLException {
      stray.rollback();
      stray.setAutoCommit(true);
      stray.close();
    }
  }
}
