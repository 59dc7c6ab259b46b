package io.holdfast;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.idempotency.IdempotencyConfig;
import io.holdfast.invariant.InvariantConfig;
import io.holdfast.order.HoldConfig;
import io.holdfast.platform.database.DatabaseConfig;
import io.holdfast.platform.startup.ServiceConfig;
import io.holdfast.reservation.ReservationConfig;
import io.holdfast.reservation.strategy.CombiningConfig;
import io.holdfast.reservation.strategy.RedisLockConfig;
import io.quarkus.test.junit.QuarkusTest;
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
  @Inject ServiceConfig service;

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
  void service() {
    assertThat(service.sampleCatalogue()).isFalse();
    assertThat(service.embedded().dataDir()).isEqualTo(Path.of("data"));
  }
}
