package io.holdfast.platform.database;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The attempts at one request, up to its deadline. Not thread-safe: they come one after the other.
 */
public final class Attempts {

  private final Deadline until;
  private int count;
  private @Nullable RetryableException last;

  public Attempts(Deadline until) {
    this.until = until;
  }

  /**
   * Runs one more attempt.
   *
   * @throws DeadlinePassedException it was not begun
   * @throws RetryableException it failed, and another may succeed
   */
  public <T> T next(Supplier<T> attempt) {
    if (until.passed()) {
      throw new DeadlinePassedException(last);
    }
    count++;
    try {
      return attempt.get();
    } catch (RetryableException failure) {
      last = failure;
      throw failure;
    }
  }

  /** How many were begun. */
  public int count() {
    return count;
  }
}
