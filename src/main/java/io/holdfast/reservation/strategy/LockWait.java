package io.holdfast.reservation.strategy;

import io.holdfast.platform.metrics.Durations;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How long the statements that lock rows of stock take, by strategy: the series {@code
 * holdfast_lock_wait_seconds}. Counted also where the wait was in vain. Thread-safe.
 */
@ApplicationScoped
public class LockWait {

  private final MeterRegistry registry;
  private final Map<String, Timer> timers = new ConcurrentHashMap<>();

  LockWait(MeterRegistry registry) {
    this.registry = registry;
  }

  /** A statement, or a flush of several, that may have to wait for row locks. */
  @FunctionalInterface
  interface Locking<T> {
    T run() throws SQLException;
  }

  <T> T time(String strategy, Locking<T> statement) throws SQLException {
    var start = System.nanoTime();
    try {
      return statement.run();
    } finally {
      of(strategy).record(Duration.ofNanos(System.nanoTime() - start));
    }
  }

  /** The series of one strategy; it is there, at 0, from the first call on. */
  public Timer of(String strategy) {
    return timers.computeIfAbsent(
        strategy,
        name ->
            Timer.builder("holdfast.lock.wait")
                .description("Time of statements that lock rows of stock")
                .tags("strategy", name)
                .serviceLevelObjectives(Durations.buckets())
                .register(registry));
  }
}
