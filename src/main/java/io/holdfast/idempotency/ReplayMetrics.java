package io.holdfast.idempotency;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * Counts requests that came with a key that was known already: the series {@code
 * holdfast_idempotent_replays_total}. Thread-safe.
 */
@Startup // registers its series
@ApplicationScoped
public class ReplayMetrics {

  /** What became of such a request; the {@code result} label. */
  public enum Result {
    /** It was answered as before. */
    REPLAYED,
    /** The first one had not finished. */
    IN_PROGRESS,
    /** The key stood for another request. */
    MISMATCH;

    String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private final Map<Result, Counter> counters = new EnumMap<>(Result.class);

  ReplayMetrics(MeterRegistry registry) {
    for (var result : Result.values()) {
      counters.put(
          result,
          Counter.builder("holdfast.idempotent.replays")
              .description("Requests with a key that was known already")
              .tags("result", result.label())
              .register(registry));
    }
  }

  public void count(Result result) {
    Objects.requireNonNull(counters.get(result)).increment();
  }
}
