package io.holdfast.reservation.strategy;

import io.holdfast.platform.database.ConflictCause;
import io.holdfast.platform.metrics.Durations;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;

/** How the locks in Redis fare; there from the start, at 0. Thread-safe. */
@Startup
@ApplicationScoped
class RedisLockMetrics {

  private final MeterRegistry registry;
  private final Timer waits;
  private final Counter lost;
  private final Counter fallbacks;

  RedisLockMetrics(MeterRegistry registry) {
    this.registry = registry;
    waits =
        Timer.builder("holdfast.redis.lock.wait")
            .description("Waiting for all locks of an order, got or not")
            .serviceLevelObjectives(Durations.buckets())
            .register(registry);
    lost =
        Counter.builder("holdfast.redis.lock.lost")
            .description("Locks that were gone before their holder gave them back")
            .register(registry);
    fallbacks =
        Counter.builder("holdfast.redis.fallback")
            .description("Orders that took row locks because Redis could not be used")
            .register(registry);
  }

  void waited(Duration time) {
    waits.record(time);
  }

  void lost() {
    lost.increment();
  }

  void fellBack() {
    fallbacks.increment();
  }

  /** Somebody else had a lock for the whole wait. */
  void missed(String strategy) {
    registry
        .counter(
            "holdfast.conflicts", "strategy", strategy, "cause", ConflictCause.REDIS_LOCK.label())
        .increment();
  }
}
