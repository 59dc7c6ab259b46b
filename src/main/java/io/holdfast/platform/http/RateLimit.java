package io.holdfast.platform.http;

import io.holdfast.platform.access.RateLimitConfig;
import io.holdfast.platform.problem.Problem;
import io.holdfast.platform.problem.ProblemType;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

/**
 * A bucket of requests per caller, in this process. A bucket is one number, the time at which it
 * will be full again (the generic cell rate algorithm of ATM networks); one that is full says as
 * much as none, so those are what goes when there are many. Thread-safe; blocks nobody.
 */
@ApplicationScoped
class RateLimit {

  /** Buckets between two clean-ups; they hold about 100 bytes each. */
  private static final int MOST = 100_000;

  private final ConcurrentMap<String, Long> fullAt = new ConcurrentHashMap<>();
  private final AtomicInteger sinceCleanUp = new AtomicInteger();
  private final boolean enabled;
  private final long interval;
  private final long tolerance;
  private final LongSupplier nanoTime;

  @Inject
  RateLimit(RateLimitConfig config) {
    this(config, System::nanoTime);
  }

  RateLimit(RateLimitConfig config, LongSupplier nanoTime) {
    if (config.requestsPerSecond() < 1 || config.burst() < 1) {
      throw new IllegalArgumentException(
          "holdfast.rate-limit.requests-per-second and holdfast.rate-limit.burst must be 1 or more");
    }
    this.enabled = config.enabled();
    this.interval = Duration.ofSeconds(1).toNanos() / config.requestsPerSecond();
    this.tolerance = interval * config.burst();
    this.nanoTime = nanoTime;
  }

  /**
   * Takes one request out of a caller's bucket.
   *
   * @throws Problem {@code rate-limited} where it is empty; that costs nothing
   */
  void take(String caller) {
    if (!enabled) {
      return;
    }
    var now = nanoTime.getAsLong();
    var fullAgain = new long[1];
    fullAt.compute(
        caller,
        (ignored, before) -> {
          var start = before == null || before - now < 0 ? now : before;
          fullAgain[0] = start + interval;
          // A refused request does not make the caller wait longer.
          return fullAgain[0] - now > tolerance ? before : fullAgain[0];
        });
    var tooEarly = fullAgain[0] - now - tolerance;
    if (tooEarly > 0) {
      throw new Problem(ProblemType.RATE_LIMITED, "Too many requests of this caller.")
          .retryAfter((int) Duration.ofNanos(tooEarly).toSeconds() + 1);
    }
    if (sinceCleanUp.incrementAndGet() >= MOST) {
      sinceCleanUp.set(0);
      fullAt.values().removeIf(time -> time - now < 0);
    }
  }

  /** Whether there is a limit. */
  boolean isOn() {
    return enabled;
  }

  /** How many buckets are kept. */
  int size() {
    return fullAt.size();
  }
}
