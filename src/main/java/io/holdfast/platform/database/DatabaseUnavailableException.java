package io.holdfast.platform.database;

/**
 * The database refused for reasons of its own (statement cancelled, disk full); trying again at
 * once is no use.
 */
public final class DatabaseUnavailableException extends RuntimeException {

  public DatabaseUnavailableException(Throwable cause) {
    super("The database is unavailable", cause);
  }
}
