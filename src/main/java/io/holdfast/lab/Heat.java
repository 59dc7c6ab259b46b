package io.holdfast.lab;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * One round of one entrant: its buyers, who start at the same moment, as many at a time as the
 * settings let in. Run once, by one thread; what it has come to may be looked at by others.
 */
final class Heat {

  private static final Logger LOG = Logger.getLogger(Heat.class);

  /** Longer than any statement of theirs may take. */
  private static final long STOP_SECONDS = 20;

  private static final long LOOK_MILLIS = 50;

  /** One buyer's visit, and when it was; times are of {@link System#nanoTime}. */
  record Served(int buyer, Visit visit, long start, long end) {}

  private final RaceSettings settings;
  private final Seller seller;
  private final @Nullable Semaphore connections;
  private final ConcurrentLinkedQueue<Served> served = new ConcurrentLinkedQueue<>();
  private final AtomicInteger nextBuyer = new AtomicInteger();
  private final CountDownLatch start = new CountDownLatch(1);
  private volatile boolean stopped;

  /**
   * @param connections has a permit per connection that may be used; null for a seller that uses
   *     none per buyer
   */
  Heat(RaceSettings settings, Seller seller, @Nullable Semaphore connections) {
    this.settings = settings;
    this.seller = seller;
    this.connections = connections;
  }

  /**
   * Serves the buyers; those who are being served when it is stopped do not count.
   *
   * @param stop asked again and again whether to stop
   * @param look called now and then meanwhile
   */
  void run(BooleanSupplier stop, Runnable look) {
    var number = new AtomicInteger();
    var doors =
        Executors.newFixedThreadPool(
            settings.atOnce(),
            task -> new Thread(task, "holdfast-lab-buyer-" + number.incrementAndGet()));
    try {
      for (var door = 0; door < settings.atOnce(); door++) {
        doors.execute(this::serve);
      }
      start.countDown();
      doors.shutdown();
      while (!doors.awaitTermination(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
        if (stop.getAsBoolean()) {
          break;
        }
        look.run();
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    } finally {
      stopped = true;
      doors.shutdownNow();
      awaitTheEnd(doors);
    }
  }

  /** Those served so far. */
  List<Served> served() {
    return new ArrayList<>(served);
  }

  private static void awaitTheEnd(ExecutorService doors) {
    try {
      if (!doors.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS)) {
        LOG.warn("Buyers of a race are still busy; what they leave behind is removed later");
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void serve() {
    try {
      start.await();
      for (var buyer = nextBuyer.getAndIncrement();
          buyer < settings.buyers() && !stopped;
          buyer = nextBuyer.getAndIncrement()) {
        var cart = settings.cart(buyer);
        var begin = System.nanoTime();
        var visit = visit(cart);
        if (!stopped) {
          served.add(new Served(buyer, visit, begin, System.nanoTime()));
        }
      }
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    }
  }

  private Visit visit(Cart cart) throws InterruptedException {
    if (connections != null) {
      connections.acquire();
    }
    try {
      return seller.sell(cart);
    } catch (InterruptedException stop) {
      throw stop;
    } catch (Exception failure) {
      if (!stopped) {
        LOG.debugf(failure, "A buyer of a race got an error");
      }
      return Visit.gaveUp(0);
    } finally {
      if (connections != null) {
        connections.release();
      }
    }
  }
}
