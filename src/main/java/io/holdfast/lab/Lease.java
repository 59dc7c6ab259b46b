package io.holdfast.lab;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A lock that runs out, as one in Redis does, in the memory of this process. Whoever had it does
 * not hear of its end. Thread-safe.
 */
final class Lease {

  private final Duration time;
  private @Nullable Object owner;
  private long until;

  Lease(Duration time) {
    this.time = time;
  }

  /** Waits until nobody has it, or the time of who had it is over. */
  synchronized void take(Object newOwner) throws InterruptedException {
    while (owner != null) {
      var left = until - System.nanoTime();
      if (left <= 0) {
        break;
      }
      wait(Math.max(1, left / 1_000_000));
    }
    owner = newOwner;
    until = System.nanoTime() + time.toNanos();
  }

  /** Ends it, if it is still this owner's. */
  synchronized void giveBack(Object formerOwner) {
    if (owner == formerOwner) {
      owner = null;
      notifyAll();
    }
  }
}
