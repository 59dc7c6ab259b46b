package io.holdfast.platform.database;

/** Neither the budget nor the deadline leaves another attempt; nothing was written. */
public final class AttemptsSpentException extends RuntimeException {

  private final int attempts;
  private final RetryableException last;

  public AttemptsSpentException(int attempts, RetryableException last) {
    super(last.getMessage(), last);
    this.attempts = attempts;
    this.last = last;
  }

  /** How many were made, at least 1. */
  public int attempts() {
    return attempts;
  }

  /** How the last one failed. */
  public RetryableException last() {
    return last;
  }
}
