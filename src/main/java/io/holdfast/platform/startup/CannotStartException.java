package io.holdfast.platform.startup;

/**
 * The service cannot start, for a reason that the person who starts it can mend. The message is
 * written for that person: what is wrong, with which directory or setting, and what to change. It
 * is shown without a stack trace.
 */
public final class CannotStartException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public CannotStartException(String message) {
    super(message);
  }

  public CannotStartException(String message, Throwable cause) {
    super(message, cause);
  }
}
