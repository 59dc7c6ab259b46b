package io.holdfast.platform.database;

import java.time.Duration;

/**
 * The moment up to which work on a request is worth doing. Monotonic: a step of the wall clock does
 * not move it.
 */
public record Deadline(long nanoTime) {

  /** A deadline that far from now. */
  public static Deadline in(Duration time) {
    return new Deadline(System.nanoTime() + time.toNanos());
  }

  /** Whole milliseconds left, at least 0. */
  public long remainingMillis() {
    return remainingNanos() / 1_000_000;
  }

  /** Nanoseconds left, at least 0. */
  public long remainingNanos() {
    return Math.max(0, nanoTime - System.nanoTime());
  }

  public boolean passed() {
    return remainingNanos() == 0;
  }
}
