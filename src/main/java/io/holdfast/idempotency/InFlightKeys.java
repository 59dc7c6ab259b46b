package io.holdfast.idempotency;

import io.holdfast.platform.problem.Problem;
import io.holdfast.platform.problem.ProblemType;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The keys of requests that run in this process right now. A second request with such a key is
 * refused at once rather than made to wait; one that another process runs is not seen here, and
 * waits at the same locks instead. Thread-safe.
 */
@ApplicationScoped
public class InFlightKeys {

  private record Running(String shop, String principal, String key) {}

  private final Set<Running> running = ConcurrentHashMap.newKeySet();
  private final ReplayMetrics replays;

  InFlightKeys(ReplayMetrics replays) {
    this.replays = replays;
  }

  /**
   * Runs {@code request} unless one with its key is running.
   *
   * @throws Problem {@code idempotency-in-progress}
   */
  public <T> T guard(String shop, @Nullable IdempotencyKey key, Supplier<T> request) {
    var end = begin(shop, key);
    try {
      return request.get();
    } finally {
      end.run();
    }
  }

  /**
   * Takes note of a request unless one with its key is running.
   *
   * @return to be run once, when the request has ended
   * @throws Problem {@code idempotency-in-progress}
   */
  public Runnable begin(String shop, @Nullable IdempotencyKey key) {
    if (key == null) {
      return () -> {};
    }
    var entry = new Running(shop, key.principal(), key.key());
    if (!running.add(entry)) {
      replays.count(ReplayMetrics.Result.IN_PROGRESS);
      throw inProgress();
    }
    return () -> running.remove(entry);
  }

  /** The answer to a request whose key is in use. */
  public static Problem inProgress() {
    return new Problem(
        ProblemType.IDEMPOTENCY_IN_PROGRESS, "The first request with this key has not finished.");
  }

  /** The answer to a request whose key stands for another one. */
  public static Problem reused() {
    return new Problem(
        ProblemType.IDEMPOTENCY_KEY_REUSED, "This key was used with another method, path or body.");
  }
}
