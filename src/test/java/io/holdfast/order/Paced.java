package io.holdfast.order;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Clients that act again and again, all at the same moments, so that they meet. */
final class Paced {

  private Paced() {}

  /**
   * Runs each client once every so often, for a time.
   *
   * @return how often a client has acted
   * @throws AssertionError if one has failed
   */
  static int run(List<Callable<?>> clients, Duration pace, Duration time)
      throws InterruptedException {
    var operations = new AtomicInteger();
    var clock = Executors.newScheduledThreadPool(clients.size());
    var running =
        clients.stream()
            .map(one -> counted(one, operations))
            .map(one -> clock.scheduleAtFixedRate(one, 0, pace.toNanos(), TimeUnit.NANOSECONDS))
            .toList();
    assertThat(clock.awaitTermination(time.toNanos(), TimeUnit.NANOSECONDS)).isFalse();
    clock.shutdown();
    assertThat(clock.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
    for (var client : running) {
      // Any other end is a failure, and its own.
      assertThatThrownBy(client::get).isInstanceOf(CancellationException.class);
    }
    return operations.get();
  }

  private static Runnable counted(Callable<?> client, AtomicInteger operations) {
    return () -> {
      try {
        client.call();
      } catch (Exception failure) {
        throw new IllegalStateException(failure);
      }
      operations.incrementAndGet();
    };
  }
}
