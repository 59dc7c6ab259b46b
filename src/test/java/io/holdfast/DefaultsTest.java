package io.holdfast;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.event.EventConfig;
import io.holdfast.idempotency.IdempotencyConfig;
import io.holdfast.invariant.InvariantConfig;
import io.holdfast.lab.LabConfig;
import io.holdfast.order.HoldConfig;
import io.holdfast.platform.access.AccessConfig;
import io.holdfast.platform.access.RateLimitConfig;
import io.holdfast.platform.database.DatabaseConfig;
import io.holdfast.platform.http.HttpConfig;
import io.holdfast.platform.startup.ServiceConfig;
import io.holdfast.reservation.ReservationConfig;
import io.holdfast.reservation.strategy.CombiningConfig;
import io.holdfast.reservation.strategy.RedisLockConfig;
import io.holdfast.stock.ImportConfig;
import io.holdfast.webhook.WebhookConfig;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.vertx.http.runtime.VertxHttpConfig;
import jakarta.inject.Inject;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The defaults are promises: operators rely on them without having named them. */
@QuarkusTest
class DefaultsTest {

  @Inject ReservationConfig reservation;
  @Inject IdempotencyConfig idempotency;
  @Inject RedisLockConfig redisLock;
  @Inject CombiningConfig combining;
  @Inject InvariantConfig invariant;
  @Inject DatabaseConfig database;
  @Inject HoldConfig hold;
  @Inject EventConfig event;
  @Inject WebhookConfig webhook;
  @Inject HttpConfig http;
  @Inject VertxHttpConfig server;
  @Inject ServiceConfig service;
  @Inject ImportConfig imports;
  @Inject LabConfig lab;
  @Inject AccessConfig access;
  @Inject RateLimitConfig rateLimit;

  @Test
  void reservation() {
    assertThat(reservation.strategy()).isEqualTo("combining");
    assertThat(reservation.maxRetries()).isEqualTo(3);
    assertThat(reservation.deadline()).isEqualTo(Duration.ofSeconds(2));
  }

  @Test
  void idempotency() {
    assertThat(idempotency.retention()).isEqualTo(Duration.ofHours(24));
    assertThat(idempotency.cleanupInterval()).isEqualTo(Duration.ofMinutes(10));
  }

  @Test
  void combining() {
    assertThat(combining.maxBatch()).isEqualTo(500);
    assertThat(combining.maxBatchLines()).isEqualTo(2_000);
    assertThat(combining.maxQueue()).isEqualTo(4_096);
    assertThat(combining.maxQueueLines()).isEqualTo(65_536);
    assertThat(combining.maxQueueBytes()).isEqualTo(64L << 20);
    assertThat(combining.lanes()).isEqualTo(1);
  }

  @Test
  void hold() {
    assertThat(hold.byDefault()).isEqualTo(Duration.ofMinutes(10));
    assertThat(hold.max()).isEqualTo(Duration.ofHours(24));
    assertThat(hold.maxPerPrincipal()).isEqualTo(1_000);
    assertThat(hold.sweepInterval()).isEqualTo(Duration.ofMillis(500));
    assertThat(hold.sampleInterval()).isEqualTo(Duration.ofSeconds(10));
  }

  @Test
  void redisLock() {
    assertThat(redisLock.lease()).isEqualTo(Duration.ofSeconds(1));
    assertThat(redisLock.maxWait()).isEqualTo(Duration.ofSeconds(1));
    assertThat(redisLock.timeout()).isEqualTo(Duration.ofMillis(250));
  }

  @Test
  void watching() {
    assertThat(invariant.checkInterval()).isEqualTo(Duration.ofMinutes(1));
    assertThat(invariant.fullCheckInterval()).isEqualTo(Duration.ofHours(1));
    assertThat(invariant.fullCheckTimeout()).isEqualTo(Duration.ofSeconds(30));
    assertThat(database.sampleInterval()).isEqualTo(Duration.ofSeconds(10));
  }

  @Test
  void imports() {
    assertThat(imports.rowsPerTransaction()).isEqualTo(200);
    assertThat(imports.maxErrors()).isEqualTo(100);
    assertThat(imports.maxConcurrent()).isEqualTo(2);
    assertThat(imports.lease()).isEqualTo(Duration.ofMinutes(1));
    assertThat(imports.resumeInterval()).isEqualTo(Duration.ofSeconds(10));
    assertThat(imports.retention()).isEqualTo(Duration.ofHours(24));
  }

  @Test
  void event() {
    assertThat(event.pollInterval()).isEqualTo(Duration.ofMillis(20));
    assertThat(event.idlePollInterval()).isEqualTo(Duration.ofMillis(250));
    assertThat(event.retention()).isEqualTo(Duration.ofDays(7));
    assertThat(event.cleanupInterval()).isEqualTo(Duration.ofMinutes(1));
    assertThat(event.maxStreams()).isEqualTo(2_000);
    assertThat(event.heartbeat()).isEqualTo(Duration.ofSeconds(15));
  }

  @Test
  void webhook() {
    assertThat(webhook.pollInterval()).isEqualTo(Duration.ofMillis(500));
    assertThat(webhook.timeout()).isEqualTo(Duration.ofSeconds(10));
    assertThat(webhook.maxAttempts()).isEqualTo(10);
    assertThat(webhook.firstBackoff()).isEqualTo(Duration.ofSeconds(5));
    assertThat(webhook.maxBackoff()).isEqualTo(Duration.ofHours(6));
    assertThat(webhook.maxInFlight()).isEqualTo(16);
    assertThat(webhook.maxBacklog()).isEqualTo(1_000);
    assertThat(webhook.lease()).isEqualTo(Duration.ofSeconds(30));
    // As tests have it; PrivateReceiversTest has the real default.
    assertThat(webhook.allowPrivate()).isTrue();
  }

  @Test
  void connections() {
    assertThat(http.requestTimeout()).isEqualTo(Duration.ofSeconds(30));
    assertThat(http.requestsPerConnection()).isEqualTo(32);
    assertThat(server.idleTimeout()).isEqualTo(Duration.ofMinutes(11));
    assertThat(server.limits().maxConnections()).hasValue(20_000);
    assertThat(server.limits().maxHeaderSize().asLongValue()).isEqualTo(20 * 1024);
    assertThat(server.limits().maxInitialLineLength()).isEqualTo(4_096);
  }

  @Test
  void access() {
    assertThat(access.shopClaim()).isEqualTo("shop");
    assertThat(access.consoleLogin()).isFalse();
    assertThat(rateLimit.requestsPerSecond()).isEqualTo(100);
    assertThat(rateLimit.burst()).isEqualTo(200);
    // As tests have it; a limit is there where callers are known. StartUpIT has the real default.
    assertThat(access.auth()).isEqualTo(AccessConfig.Mode.NONE);
    assertThat(rateLimit.enabled()).isFalse();
  }

  @Test
  void service() {
    assertThat(service.sampleCatalogue()).isFalse();
    assertThat(service.embedded().dataDir()).isEqualTo(Path.of("data"));
  }

  @Test
  void thereIsNoLab() {
    assertThat(lab.enabled()).isFalse();
    assertThat(lab.maxConnections()).isEqualTo(8);
    assertThat(lab.maxDuration()).isEqualTo(Duration.ofMinutes(2));
    assertThat(lab.maxQueue()).isEqualTo(4);
    assertThat(lab.maxStreams()).isEqualTo(100);
    assertThat(lab.retention()).isEqualTo(Duration.ofDays(7));
    assertThat(lab.maxRaces()).isEqualTo(200);
    assertThat(lab.cleanupInterval()).isEqualTo(Duration.ofMinutes(1));
    var api = new Api("default");
    Api.assertRefused(api.json("{}").post("/api/v1/lab/races"), 404, "not-found");
    Api.assertRefused(api.request().get("/api/v1/lab/scenarios"), 404, "not-found");
    Api.assertRefused(api.json("{}").post("/api/v1/lab/echo-orders"), 404, "not-found");
  }
}
