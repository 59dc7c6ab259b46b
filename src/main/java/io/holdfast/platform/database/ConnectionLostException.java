package io.holdfast.platform.database;

import org.jspecify.annotations.Nullable;

/**
 * The connection went before COMMIT was sent, or could not be had at all: certainly nothing was
 * written.
 */
public final class ConnectionLostException extends RetryableException {

  public ConnectionLostException(@Nullable Throwable cause) {
    super("No connection to the database", cause);
  }
}
