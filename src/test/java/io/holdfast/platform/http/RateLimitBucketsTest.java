package io.holdfast.platform.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.platform.access.RateLimitConfig;
import io.holdfast.platform.problem.Problem;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** How a bucket empties and fills, on a clock of the test's. */
class RateLimitBucketsTest {

  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  // Beginning before a wrap-around: the clock of a JVM has no zero.
  private final AtomicLong clock = new AtomicLong(Long.MAX_VALUE - SECOND);
  private final RateLimit rate = new RateLimit(config(true), clock::get);

  @Test
  void aBucketIsFullAtFirstAndFillsAtItsRate() {
    assertThat(taken("a")).isEqualTo(5);
    clock.addAndGet(SECOND / 2);
    assertThat(taken("a")).isEqualTo(1);
    clock.addAndGet(SECOND);
    assertThat(taken("a")).isEqualTo(2);
    clock.addAndGet(60 * SECOND);
    assertThat(taken("a")).as("no more than it holds").isEqualTo(5);
    assertThat(taken("b")).as("one per caller").isEqualTo(5);
  }

  @Test
  void aRefusalSaysWhenToComeBackAndCostsNothing() {
    taken("a");
    for (var i = 0; i < 100; i++) {
      assertThatThrownBy(() -> rate.take("a"))
          .isInstanceOfSatisfying(
              Problem.class,
              refused -> assertThat(refused.headers()).containsEntry("Retry-After", "1"));
    }
    clock.addAndGet(SECOND / 2);
    rate.take("a");
  }

  @Test
  void fullBucketsAreForgotten() {
    for (var i = 0; i < 99_999; i++) {
      rate.take("caller " + i);
    }
    assertThat(rate.size()).isEqualTo(99_999);
    clock.addAndGet(10 * SECOND);
    rate.take("one more");
    assertThat(rate.size()).isEqualTo(1);
  }

  @Test
  void itCanBeSwitchedOff() {
    var off = new RateLimit(config(false), clock::get);
    for (var i = 0; i < 1_000; i++) {
      off.take("a");
    }
    assertThat(off.size()).isZero();
  }

  private int taken(String caller) {
    for (var taken = 0; ; taken++) {
      try {
        rate.take(caller);
      } catch (Problem refused) {
        return taken;
      }
    }
  }

  private static RateLimitConfig config(boolean enabled) {
    return new RateLimitConfig() {
      @Override
      public boolean enabled() {
        return enabled;
      }

      @Override
      public int requestsPerSecond() {
        return 2;
      }

      @Override
      public int burst() {
        return 5;
      }
    };
  }
}
