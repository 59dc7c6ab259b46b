package io.holdfast.lab;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * The time between what an order has seen and what it does about it, in which whatever takes a real
 * service its time happens: a payment, a remote call, a garbage collection. It either passes, or
 * lasts until all buyers have seen their stock, which makes certain what is otherwise luck.
 * Thread-safe.
 */
abstract class Gap {

  /** Nobody waits for longer: the database would end a transaction that is idle for two seconds. */
  static final Duration PATIENCE = Duration.ofSeconds(1);

  /** A gap that takes so long, whoever else is there. */
  static Gap lasting(Duration time) {
    return new Gap() {
      @Override
      void seen() {}

      @Override
      void pass() throws InterruptedException {
        if (!time.isZero()) {
          Thread.sleep(time.toMillis());
        }
      }
    };
  }

  /** A gap that ends for all when so many buyers have seen their stock, once each. */
  static Gap inStep(int buyers) {
    var allHaveSeen = new CountDownLatch(buyers);
    return new Gap() {
      @Override
      void seen() {
        allHaveSeen.countDown();
      }

      @Override
      void pass() throws InterruptedException {
        // Where it was in vain the race goes on, and its figures say what came of it.
        var unused = allHaveSeen.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
      }
    };
  }

  /** Says that this buyer's order has seen its stock; waits for nobody. */
  abstract void seen();

  /** Lets the time pass. */
  abstract void pass() throws InterruptedException;
}
