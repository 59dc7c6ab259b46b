package io.holdfast.platform.database;

import org.jspecify.annotations.Nullable;

/**
 * There was no time for another attempt. The cause is what ended the one before; none where there
 * was none.
 */
public final class DeadlinePassedException extends RuntimeException {

  public DeadlinePassedException(@Nullable RetryableException last) {
    super("Deadline passed", last, false, false);
  }
}
