package io.holdfast.console;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What the meters of this process say at one moment; all of them only go up, but for the queue.
 * Immutable.
 *
 * @param latency orders by the longest time they may have taken, in milliseconds: each bucket holds
 *     the ones before it too
 */
record Reading(
    long nanoTime,
    double accepted,
    double refused,
    double failed,
    double conflicts,
    double retries,
    double batches,
    double batchOrders,
    double queue,
    NavigableMap<Double, Double> latency) {

  private static final Set<String> ACCEPTED = Set.of("accepted", "partial");
  private static final Set<String> REFUSED = Set.of("insufficient", "limit");

  static Reading of(MeterRegistry registry, long nanoTime) {
    var batches = registry.find("holdfast.batch.orders").summary();
    var queue = registry.find("holdfast.queue.depth").gauge();
    return new Reading(
        nanoTime,
        orders(registry, ACCEPTED::contains),
        orders(registry, REFUSED::contains),
        orders(registry, outcome -> !ACCEPTED.contains(outcome) && !REFUSED.contains(outcome)),
        sum(registry, "holdfast.conflicts"),
        sum(registry, "holdfast.retries"),
        batches == null ? 0 : batches.count(),
        batches == null ? 0 : batches.totalAmount(),
        queue == null ? 0 : queue.value(),
        latency(registry));
  }

  private static double orders(MeterRegistry registry, Predicate<String> outcome) {
    return registry.find("holdfast.reservations").tag("outcome", outcome).counters().stream()
        .mapToDouble(Counter::count)
        .sum();
  }

  private static double sum(MeterRegistry registry, String name) {
    return registry.find(name).counters().stream().mapToDouble(Counter::count).sum();
  }

  private static NavigableMap<Double, Double> latency(MeterRegistry registry) {
    var latency = new TreeMap<Double, Double>();
    for (var timer : registry.find("holdfast.reservation").timers()) {
      for (var bucket : timer.takeSnapshot().histogramCounts()) {
        latency.merge(bucket.bucket(TimeUnit.MILLISECONDS), bucket.count(), Double::sum);
      }
      latency.merge(Double.POSITIVE_INFINITY, (double) timer.count(), Double::sum);
    }
    return latency;
  }

  /** What happened since an earlier one. */
  Sample since(Reading before, long atMillis) {
    var seconds = (nanoTime - before.nanoTime) / 1e9;
    var ran = batches - before.batches;
    return new Sample(
        atMillis,
        (accepted - before.accepted) / seconds,
        (refused - before.refused) / seconds,
        (failed - before.failed) / seconds,
        (conflicts - before.conflicts) / seconds,
        (retries - before.retries) / seconds,
        ran > 0 ? (batchOrders - before.batchOrders) / ran : null,
        queue,
        quantile(0.5, before),
        quantile(0.99, before));
  }

  /** Interpolated within its bucket, as Prometheus does; of the last, open one its beginning. */
  private @Nullable Double quantile(double share, Reading before) {
    var all = newIn(Double.POSITIVE_INFINITY, before);
    if (all <= 0) {
      return null;
    }
    var rank = share * all;
    var from = 0.0;
    var below = 0.0;
    for (var bound : latency.keySet()) {
      var upTo = newIn(bound, before);
      if (upTo >= rank) {
        return bound.isInfinite()
            ? Double.valueOf(from)
            : Double.valueOf(from + (bound - from) * (rank - below) / (upTo - below));
      }
      from = bound;
      below = upTo;
    }
    return from;
  }

  private double newIn(double bound, Reading before) {
    return latency.getOrDefault(bound, 0.0) - before.latency.getOrDefault(bound, 0.0);
  }
}
