package io.holdfast.platform.database;

import org.jspecify.annotations.Nullable;

/** Nothing was written, and a new transaction with fresh reads may well succeed. */
public abstract sealed class RetryableException extends RuntimeException
    permits ConcurrencyConflictException, ConnectionLostException {

  RetryableException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
