package io.holdfast.reservation.strategy;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * How long the statements that lock rows of stock take, by strategy: the series {@code
 * holdfast_lock_wait_seconds}. Counted also where the wait was in vain. Thread-safe.
 */
@ApplicationScoped
public class LockWait {

  private static final Duration[] BUCKETS =
      Stream.of(1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000)
          .map(Duration::ofMillis)
          .toArray(Duration[]::new);

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
                .serviceLevelObjectives(BUCKETS)
                .register(registry));
  }
}
