package io.holdfast.reservation.strategy;

import io.holdfast.platform.metrics.Durations;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.IntSupplier;

/** How batches fare; there from the start, at 0. Counted per batch where it can be. Thread-safe. */
@Startup
@ApplicationScoped
class CombiningMetrics {

  /** Why a batch ran again; the {@code cause} label. */
  enum Rerun {
    CONFLICT,
    CONNECTION_LOST,
    /** It was split, to find the command that breaks it. */
    SPLIT,
    /** Somebody holds a lock for long; those who need it went to the side lane. */
    BUSY;

    String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private final DistributionSummary batchOrders;
  private final Timer queueWait;
  private final Map<Rerun, Counter> reruns = new EnumMap<>(Rerun.class);
  private volatile IntSupplier depth = () -> 0;

  CombiningMetrics(MeterRegistry registry) {
    batchOrders =
        DistributionSummary.builder("holdfast.batch.orders")
            .description("Commands per combined transaction")
            .serviceLevelObjectives(1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000)
            .register(registry);
    queueWait =
        Timer.builder("holdfast.queue.wait")
            .description("From admission to the batch; the longest of each batch")
            .serviceLevelObjectives(Durations.buckets())
            .register(registry);
    Gauge.builder("holdfast.queue.depth", () -> depth.getAsInt())
        .description("Commands that wait for a batch")
        .register(registry);
    for (var rerun : Rerun.values()) {
      reruns.put(
          rerun,
          Counter.builder("holdfast.batch.reruns")
              .description("Batches run again or split")
              .tags("cause", rerun.label())
              .register(registry));
    }
  }

  void queueIs(IntSupplier waiting) {
    depth = waiting;
  }

  void batch(int commands, long longestWaitNanos) {
    batchOrders.record(commands);
    queueWait.record(Duration.ofNanos(longestWaitNanos));
  }

  void rerun(Rerun cause) {
    Objects.requireNonNull(reruns.get(cause)).increment();
  }
}
