package io.holdfast.platform.database;

import io.smallrye.faulttolerance.api.ExponentialBackoff;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.function.Supplier;
import org.eclipse.microprofile.faulttolerance.Retry;

/**
 * Runs an attempt again, each time in a transaction of its own, when another one was faster. The
 * retry encloses the transaction: inside it, every attempt would see the same dead snapshot. How
 * often and how long is configuration: {@code holdfast.reservation.max-retries} and the keys beside
 * it. Thread-safe.
 */
@ApplicationScoped
public class ConflictRetry {

  /**
   * Runs attempts until one gets through.
   *
   * @param attempt opens its own transaction and checks its own deadline
   * @throws RetryableException the last one, when the budget is spent
   */
  @Retry(maxRetries = 3, delay = 25, jitter = 25, retryOn = RetryableException.class)
  @ExponentialBackoff(factor = 2, maxDelay = 200)
  public <T> T call(Supplier<T> attempt) {
    return attempt.get();
  }
}
