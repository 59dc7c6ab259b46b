package io.holdfast.reservation.strategy;

import io.holdfast.platform.database.ConflictCause;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/**
 * Conflicts of one strategy and what followed: the series {@code holdfast_conflicts_total}, {@code
 * holdfast_retries_total} and {@code holdfast_retries_exhausted_total}, there from the start, at 0.
 * Thread-safe.
 */
public final class Contention {

  private final Map<ConflictCause, Counter> conflicts = new EnumMap<>(ConflictCause.class);
  private final Counter retries;
  private final Counter exhausted;

  /** Registers the series, or finds them registered. */
  public Contention(MeterRegistry registry, String strategy) {
    for (var cause : ConflictCause.values()) {
      conflicts.put(
          cause,
          Counter.builder("holdfast.conflicts")
              .description("Conflicts seen, before any retry")
              .tags("strategy", strategy, "cause", cause.label())
              .register(registry));
    }
    retries =
        Counter.builder("holdfast.retries")
            .description("Attempts after the first")
            .tags("strategy", strategy)
            .register(registry);
    exhausted =
        Counter.builder("holdfast.retries.exhausted")
            .description("Orders given up on")
            .tags("strategy", strategy)
            .register(registry);
  }

  public void conflict(ConflictCause cause) {
    Objects.requireNonNull(conflicts.get(cause)).increment();
  }

  public void retry() {
    retry(1);
  }

  public void retry(int attempts) {
    retries.increment(attempts);
  }

  public void exhausted() {
    exhausted.increment();
  }

  /** All conflicts so far. */
  public double conflicts() {
    return conflicts.values().stream().mapToDouble(Counter::count).sum();
  }

  /** All attempts after a first so far. */
  public double retries() {
    return retries.count();
  }
}
