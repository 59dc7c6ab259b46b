package io.holdfast.platform.database;

/**
 * The answer to COMMIT was lost and could not be settled in time. The change may stand; only the
 * same idempotency key tells later.
 */
public final class OutcomeUnknownException extends RuntimeException {

  public OutcomeUnknownException(Throwable cause) {
    super("The outcome of a commit is unknown", cause);
  }
}
