package io.holdfast.invariant;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What the last checks found, summed over the shops: the series {@code
 * holdfast_invariant_violations} and {@code holdfast_invariant_checked_timestamp_seconds}.
 * Thread-safe.
 */
@Startup // registers its series
@ApplicationScoped
class InvariantMetrics {

  private record State(long violations, double checkedAt) {}

  private final Map<String, State> states = new ConcurrentHashMap<>();

  InvariantMetrics(MeterRegistry registry) {
    for (var invariant : Invariant.values()) {
      var label = invariant.label();
      tell(label, 0, Instant.now().toEpochMilli() / 1e3);
      Gauge.builder("holdfast.invariant.violations", () -> state(label).violations())
          .description("Violations that the last checks found")
          .tags("invariant", label)
          .register(registry);
      Gauge.builder("holdfast.invariant.checked.timestamp", () -> state(label).checkedAt())
          .description("When the books of all shops were last checked, in seconds since 1970")
          .baseUnit("seconds")
          .tags("invariant", label)
          .register(registry);
    }
  }

  /**
   * Takes note of what is known of one invariant in all shops.
   *
   * @param checkedAt seconds since 1970
   */
  void tell(String label, long violations, double checkedAt) {
    states.put(label, new State(violations, checkedAt));
  }

  private State state(String label) {
    return Objects.requireNonNull(states.get(label));
  }
}
