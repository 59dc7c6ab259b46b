package io.holdfast.platform.database;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The attempts at one request, up to its deadline. Not thread-safe: they come one after the other.
 */
public final class Attempts {

  private final Deadline until;
  private int count;
  private int conflicts;
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
    begin();
    try {
      return attempt.get();
    } catch (RetryableException failure) {
      failed(failure);
      throw failure;
    }
  }

  /** Takes note that one more begins. */
  public void begin() {
    count++;
  }

  /** Takes note that it failed, and that another may succeed. */
  public void failed(RetryableException failure) {
    last = failure;
    if (failure instanceof ConcurrencyConflictException) {
      conflicts++;
    }
  }

  /** How many were begun. */
  public int count() {
    return count;
  }

  /** How many of them ended in a conflict. */
  public int conflicts() {
    return conflicts;
  }

  /** Why the last one failed that did; null where none has. */
  public @Nullable RetryableException last() {
    return last;
  }

  public Deadline deadline() {
    return until;
  }
}
