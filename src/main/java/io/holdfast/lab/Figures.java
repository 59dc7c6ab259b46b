package io.holdfast.lab;

import io.holdfast.lab.EntrantResult.Bucket;
import io.holdfast.lab.EntrantResult.Point;
import io.holdfast.lab.Heat.Served;
import io.holdfast.lab.Visit.Outcome;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What the visits of one round come to, by the buyers' own account. Stateless. */
final class Figures {

  /** Points of a timeline; it only falls, so that first and last are its extremes. */
  private static final int MAX_POINTS = 150;

  private static final double[] STEPS = {1, 1.5, 2, 3, 5, 7};
  private static final double[] BOUNDS = bounds();

  private Figures() {}

  /** Upper bounds of latency classes in milliseconds: from 0.1 to 70 000, six a decade. */
  private static double[] bounds() {
    var bounds = new double[STEPS.length * 6];
    for (var i = 0; i < bounds.length; i++) {
      var step = STEPS[i % STEPS.length];
      // Divided, not multiplied by a tenth: 0.3 and not 0.30000000000000004.
      bounds[i] = i < STEPS.length ? step / 10 : step * Math.pow(10, i / STEPS.length - 1);
    }
    return bounds;
  }

  /** Units promised of each SKU. */
  static Map<String, Long> sold(List<Served> served, RaceSettings settings) {
    var sold = new HashMap<String, Long>();
    for (var sku : settings.skuNames()) {
      sold.put(sku, 0L);
    }
    for (var each : served) {
      if (each.visit().outcome() == Outcome.SOLD) {
        for (var sku : settings.cart(each.buyer()).skus()) {
          sold.merge(sku, settings.quantity(), Long::sum);
        }
      }
    }
    return sold;
  }

  static long oversold(Map<String, Long> sold, RaceSettings settings) {
    return sold.values().stream().mapToLong(units -> Math.max(0, units - settings.stock())).sum();
  }

  /** Units that buyers who got nothing could still have had, first come first served. */
  static long undersold(Map<String, Long> sold, List<Served> served, RaceSettings settings) {
    var left = new HashMap<String, Long>();
    sold.forEach((sku, units) -> left.put(sku, settings.stock() - units));
    var missed = 0L;
    for (var each : served) {
      var cart = settings.cart(each.buyer());
      if (each.visit().outcome() != Outcome.SOLD
          && cart.skus().stream().allMatch(sku -> left.getOrDefault(sku, 0L) >= cart.quantity())) {
        for (var sku : cart.skus()) {
          left.merge(sku, -cart.quantity(), Long::sum);
          missed += cart.quantity();
        }
      }
    }
    return missed;
  }

  /** Units left of the SKU that was sold most, as they were promised. */
  static List<Point> timeline(Map<String, Long> sold, List<Served> served, RaceSettings settings) {
    var start = start(served);
    var worst =
        settings.skuNames().stream()
            .max(Comparator.comparingLong(sku -> sold.getOrDefault(sku, 0L)))
            .orElseThrow();
    var left = settings.stock();
    var points = new ArrayList<Point>(List.of(new Point(0, left)));
    var promised =
        served.stream()
            .filter(each -> each.visit().outcome() == Outcome.SOLD)
            .filter(each -> settings.cart(each.buyer()).skus().contains(worst))
            .sorted(Comparator.comparingLong(each -> each.end() - start))
            .toList();
    for (var each : promised) {
      left -= settings.quantity();
      points.add(new Point(millis(each.end() - start), left));
    }
    return thinned(points);
  }

  private static List<Point> thinned(List<Point> points) {
    if (points.size() <= MAX_POINTS) {
      return points;
    }
    var some = new ArrayList<Point>();
    for (var i = 0; i < MAX_POINTS; i++) {
      some.add(points.get((int) ((long) i * (points.size() - 1) / (MAX_POINTS - 1))));
    }
    return some;
  }

  /** When the first buyer came. */
  static long start(List<Served> served) {
    // By their differences: what nanoTime counts from may be anything.
    return served.stream()
        .mapToLong(Served::start)
        .reduce((one, other) -> one - other < 0 ? one : other)
        .orElse(0);
  }

  /** Nanoseconds from the start to the last accepted order. */
  static long selling(List<Served> served) {
    var start = start(served);
    return served.stream()
        .filter(each -> each.visit().outcome() == Outcome.SOLD)
        .mapToLong(each -> each.end() - start)
        .max()
        .orElse(0);
  }

  /** The answer time that this share of the buyers stayed within; 0 where there are none. */
  static double percentile(List<Long> ascendingNanos, int percent) {
    if (ascendingNanos.isEmpty()) {
      return 0;
    }
    var rank = (int) Math.ceil(ascendingNanos.size() * percent / 100.0);
    return millis(ascendingNanos.get(rank - 1));
  }

  static List<Bucket> histogram(List<Long> nanos) {
    var counts = new int[BOUNDS.length];
    for (var each : nanos) {
      var bucket = 0;
      while (bucket < BOUNDS.length - 1 && each / 1e6 > BOUNDS[bucket]) {
        bucket++;
      }
      counts[bucket]++;
    }
    var buckets = new ArrayList<Bucket>();
    var seen = 0;
    for (var i = 0; i < counts.length && seen < nanos.size(); i++) {
      seen += counts[i];
      if (seen > 0) {
        buckets.add(new Bucket(BOUNDS[i], counts[i]));
      }
    }
    return buckets;
  }

  /** In milliseconds, to the hundredth. */
  static double millis(long nanos) {
    return Math.round(nanos / 1e4) / 1e2;
  }
}
