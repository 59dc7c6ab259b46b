package io.holdfast.platform.database;

import org.jspecify.annotations.Nullable;

/** Another transaction was faster; this one was rolled back and wrote nothing. */
public final class ConcurrencyConflictException extends RetryableException {

  private final ConflictCause conflict;

  public ConcurrencyConflictException(ConflictCause conflict, @Nullable Throwable cause) {
    super("Concurrent change: " + conflict.label(), cause);
    this.conflict = conflict;
  }

  /** Never null; named apart from {@link #getCause()}, which is the error underneath. */
  public ConflictCause conflict() {
    return conflict;
  }
}
