package io.holdfast.order;

import io.holdfast.platform.database.DatabaseUnavailableException;
import io.holdfast.platform.database.RetryableException;
import io.holdfast.platform.database.Transactions;
import io.holdfast.reservation.ReservationConfig;
import io.holdfast.reservation.Reservations;
import io.holdfast.reservation.decision.Command;
import io.holdfast.reservation.decision.Verdict;
import io.holdfast.stock.Restocked;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Gives units that arrived to the orders that wait for them. Whose turn it is the decision itself
 * says, so that it does not matter who asks, in which order or how often. Where nobody waits for
 * it, one thread of its own does it, once however many have asked meanwhile. Thread-safe.
 */
@ApplicationScoped
class BackorderFiller implements Runnable {

  private static final Logger LOG = Logger.getLogger(BackorderFiller.class);
  private static final int SLICE = 200;

  /** An order that can be given something. */
  private record Servable(String shop, UUID order) {}

  /**
   * Those that wait where units have arrived, and those that would take them from anywhere while
   * the item is free elsewhere. Not simply the oldest: many may wait at one location in vain, and
   * somebody behind them at another one not.
   */
  private static final String SERVABLE =
      """
      WITH waiting AS MATERIALIZED (
        SELECT shop, sku, location, sum(backordered) AS units FROM allocation
        WHERE backordered > 0%s GROUP BY shop, sku, location),
      stock AS MATERIALIZED (
        SELECT * FROM (
          SELECT l.shop, l.sku, l.location, p.active AND l.on_hand > l.reserved AS free,
            coalesce(w.units, 0) > greatest(0, l.reserved - l.on_hand) AS arrived
          FROM stock_level l JOIN location p ON p.shop = l.shop AND p.code = l.location
          LEFT JOIN waiting w ON w.shop = l.shop AND w.sku = l.sku AND w.location = l.location
          WHERE (l.shop, l.sku) IN (SELECT shop, sku FROM waiting)) l
        WHERE free OR arrived)
      SELECT DISTINCT a.shop, a.order_id
      FROM stock s CROSS JOIN LATERAL (
        SELECT shop, order_id FROM allocation
        WHERE shop = s.shop AND sku = s.sku AND backordered > 0
          AND (s.arrived AND location = s.location OR s.free AND (
            SELECT o.location IS NULL FROM order_line o
            WHERE o.shop = s.shop AND o.order_id = allocation.order_id AND o.sku = s.sku))
        ORDER BY order_id LIMIT ?) a
      ORDER BY a.shop, a.order_id LIMIT ?""";

  private final Transactions transactions;
  private final Reservations reservations;

  /**
   * How long a slice is waited for: its commands may need the thread that waits for them. And how
   * long a caller is kept.
   */
  private final Duration patience;

  /** SKUs to be filled soon, by shop; guarded by this. As many at most as somebody waits for. */
  private final Map<String, Set<String>> pending = new LinkedHashMap<>();

  private final Thread thread = new Thread(this, "holdfast-backorder-filler");
  private boolean stopped;

  BackorderFiller(Transactions transactions, Reservations reservations, ReservationConfig config) {
    this.transactions = transactions;
    this.reservations = reservations;
    // Whoever is decided just before the deadline is answered after it.
    this.patience = config.deadline().multipliedBy(2);
    thread.setDaemon(true);
  }

  void start(@Observes StartupEvent started) {
    thread.start();
  }

  /** What is pending is left to the others, as what was forgotten. */
  synchronized void stop(@Observes ShutdownEvent stopping) {
    stopped = true;
    notifyAll();
  }

  /**
   * Before the caller who brought the stock is answered, so that it sees what became of it; the
   * rest behind the answer, where so many wait that nobody would wait for that.
   */
  void restocked(@Observes Restocked more) {
    var until = System.nanoTime() + patience.toNanos();
    while (fill(more)) {
      if (System.nanoTime() - until >= 0) {
        fillSoon(more.shop(), more.skus());
        return;
      }
    }
  }

  /**
   * Does not wait. Who asks again before its turn has that one turn, who asks during it another.
   */
  synchronized void fillSoon(String shop, Collection<String> skus) {
    pending.computeIfAbsent(shop, first -> new HashSet<>()).addAll(skus);
    notifyAll();
  }

  /** A slice of a shop at a time, so that none keeps the others waiting. */
  @Override
  public void run() {
    try {
      for (var more = next(); more != null; more = next()) {
        if (fill(more)) {
          fillSoon(more.shop(), more.skus());
        }
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Whose turn it is; null at the end. Taken out before the look, so that units that are given back
   * during it bring another look.
   */
  private synchronized @Nullable Restocked next() throws InterruptedException {
    while (pending.isEmpty() && !stopped) {
      wait();
    }
    if (stopped) {
      return null;
    }
    var turn = pending.entrySet().iterator().next();
    pending.remove(turn.getKey());
    return new Restocked(turn.getKey(), turn.getValue());
  }

  /** Should a pod have ended between a commit and this. */
  @Scheduled(
      every = "{holdfast.hold.sample-interval}",
      delayed = "{holdfast.hold.sample-interval}",
      concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  void fillForgotten() {
    try {
      while (fillSlice(servable("", List.of()))) {
        // There may be more for those behind.
      }
    } catch (RetryableException | DatabaseUnavailableException | CompletionException away) {
      LOG.debugf(away, "Forgotten backorders wait until the next look");
    }
  }

  /** Whether any of those who wait for them was given something. */
  private boolean fill(Restocked more) {
    try {
      return fillSlice(
          servable(
              " AND shop = ? AND sku = ANY (?)",
              List.of(more.shop(), more.skus().toArray(String[]::new))));
    } catch (RuntimeException failure) {
      LOG.warnf("Backorders of %s wait until the next look: %s", more.skus(), failure.getMessage());
      return false;
    }
  }

  /** Whether any of them was given something. */
  private boolean fillSlice(List<Servable> slice) {
    var verdicts = new ArrayList<CompletableFuture<Verdict>>();
    for (var waiting : slice) {
      var header =
          new Command.Header(waiting.order(), waiting.shop(), "system", null, OrderView::changed);
      verdicts.add(reservations.execute(new Command.Fill(header)).toCompletableFuture());
    }
    CompletableFuture.allOf(verdicts.toArray(CompletableFuture<?>[]::new))
        .orTimeout(patience.toNanos(), TimeUnit.NANOSECONDS)
        .join();
    return verdicts.stream()
            .map(CompletableFuture::join)
            .filter(Verdict.Accepted.class::isInstance)
            .count()
        > 0;
  }

  private List<Servable> servable(String condition, List<Object> parameters) {
    return transactions.read(
        connection -> {
          try (var select = connection.prepareStatement(SERVABLE.formatted(condition))) {
            var index = 1;
            for (var parameter : parameters) {
              select.setObject(index++, parameter);
            }
            select.setInt(index, SLICE);
            select.setInt(index + 1, SLICE);
            try (var row = select.executeQuery()) {
              var orders = new ArrayList<Servable>();
              while (row.next()) {
                orders.add(new Servable(row.getString(1), row.getObject(2, UUID.class)));
              }
              return orders;
            }
          }
        });
  }
}
