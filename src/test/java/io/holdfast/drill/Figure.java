package io.holdfast.drill;

import java.util.Locale;

/** Something that an instance holds, and how much more of it is no leak. */
enum Figure {
  THREADS("threads", 0, 8),
  FILES("file descriptors", 0, 16),
  DATABASE("database connections", 0, 0) {
    @Override
    double allowed(double start) {
      // A pool may fill up to its size, and keeps what is idle for minutes.
      return Math.max(POOL, start);
    }

    @Override
    double allowedRise(double start) {
      return POOL;
    }

    @Override
    String bound() {
      return "up to " + POOL + ", the pool";
    }
  },
  HTTP("HTTP connections", 0, 16),
  HEAP("live heap, MB", 20, 5),
  DIRECT("direct memory, MB", 20, 16),
  RESIDENT("resident memory, MB", 20, 64),
  CLASSES("loaded classes", 5, 100);

  private static final int POOL = 16;

  private final String title;
  private final int percent;
  private final int plus;

  Figure(String title, int percent, int plus) {
    this.title = title;
    this.percent = percent;
    this.plus = plus;
  }

  String title() {
    return title;
  }

  /** What it may come to, from such a start. */
  double allowed(double start) {
    return start * (100 + percent) / 100 + plus;
  }

  /** What it may rise by evenly: half of the way, for it would go on. */
  double allowedRise(double start) {
    return (allowed(start) - start) / 2;
  }

  /** The allowance in words. */
  String bound() {
    return percent == 0 ? "+" + plus : "+" + percent + " % + " + plus;
  }

  String text(double value) {
    return String.format(Locale.ROOT, title.endsWith("MB") ? "%.1f" : "%.0f", value);
  }
}
