package io.holdfast.platform.metrics;

import java.time.Duration;
import java.util.stream.Stream;

/** The buckets of every histogram of times, so that they can be compared. Stateless. */
public final class Durations {

  private Durations() {}

  /** From 1 ms to 5 s, twelve of them. */
  public static Duration[] buckets() {
    return Stream.of(1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000)
        .map(Duration::ofMillis)
        .toArray(Duration[]::new);
  }
}
