package io.holdfast.drill;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.Callable;

/** Waits for conditions. */
final class Await {

  private Await() {}

  /** Until it holds; what it throws counts as not yet. */
  static void until(Duration limit, String what, Callable<Boolean> condition) {
    await(what)
        .atMost(limit)
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(50))
        .ignoreExceptions()
        .until(condition);
  }
}
