package io.holdfast.reservation.strategy;

import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Fair queues inside this process, one per key while somebody wants it. Thread-safe; a turn ends on
 * the thread that got it.
 */
final class LocalTurns {

  private static final class Turn {
    final ReentrantLock lock = new ReentrantLock(true);
    int users;
  }

  private final ConcurrentHashMap<String, Turn> turns = new ConcurrentHashMap<>();

  /**
   * Waits until it is this thread's turn.
   *
   * @return false if it was not within this time
   */
  boolean await(String key, long nanos) {
    var turn =
        turns.compute(
            key,
            (ignored, known) -> {
              var wanted = known == null ? new Turn() : known;
              wanted.users++;
              return wanted;
            });
    try {
      if (turn.lock.tryLock(nanos, TimeUnit.NANOSECONDS)) {
        return true;
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
    leave(key);
    return false;
  }

  /** Lets the next one in. */
  void end(String key) {
    Objects.requireNonNull(turns.get(key)).lock.unlock();
    leave(key);
  }

  private void leave(String key) {
    turns.computeIfPresent(key, (ignored, turn) -> --turn.users == 0 ? null : turn);
  }
}
