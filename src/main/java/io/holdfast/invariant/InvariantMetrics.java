package io.holdfast.invariant;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.EnumMap;
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

  /** Remembers nothing of shops in order, so it is as small as the trouble. */
  private static final class Findings {
    private final Map<String, Integer> violationsByShop = new ConcurrentHashMap<>();
    private volatile double checkedAt = now();

    int violations() {
      return violationsByShop.values().stream().mapToInt(Integer::intValue).sum();
    }
  }

  private final Map<Invariant, Findings> findings = new EnumMap<>(Invariant.class);

  InvariantMetrics(MeterRegistry registry) {
    for (var invariant : Invariant.values()) {
      var found = new Findings();
      findings.put(invariant, found);
      Gauge.builder("holdfast.invariant.violations", found::violations)
          .description("Violations that the last checks found")
          .tags("invariant", invariant.label())
          .register(registry);
      Gauge.builder("holdfast.invariant.checked.timestamp", () -> found.checkedAt)
          .description("When the books of all shops were last checked, in seconds since 1970")
          .baseUnit("seconds")
          .tags("invariant", invariant.label())
          .register(registry);
    }
  }

  /**
   * Takes note of a check of one shop.
   *
   * @return whether there are more or fewer violations than before
   */
  boolean found(Invariant invariant, String shop, int violations) {
    var byShop = of(invariant).violationsByShop;
    var before = violations == 0 ? byShop.remove(shop) : byShop.put(shop, violations);
    return violations != (before == null ? 0 : before);
  }

  /** Takes note that every shop has been checked. */
  void checkedEverywhere(Invariant invariant) {
    of(invariant).checkedAt = now();
  }

  private Findings of(Invariant invariant) {
    return Objects.requireNonNull(findings.get(invariant));
  }

  private static double now() {
    return Instant.now().toEpochMilli() / 1e3;
  }
}
