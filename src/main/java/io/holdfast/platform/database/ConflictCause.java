package io.holdfast.platform.database;

import java.util.Locale;

/** Why a transaction lost against another one; the {@code cause} label of the conflict counter. */
public enum ConflictCause {
  /**
   * A row was not what had been read: a stale {@code @Version}, or a key that somebody else took.
   */
  VERSION,
  DEADLOCK,
  SERIALIZATION,
  LOCK_TIMEOUT,
  /** Somebody else held the lock in Redis for as long as it may be waited for. */
  REDIS_LOCK;

  /** The name as metrics write it. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
