package io.holdfast.reservation.strategy;

import org.jspecify.annotations.Nullable;

/** Redis did not answer, or answered that it cannot; whether a lock was taken is not known. */
final class RedisUnavailableException extends RuntimeException {

  RedisUnavailableException(String message, @Nullable Throwable cause) {
    super(message, cause, false, false);
  }
}
