package io.holdfast.order;

import io.holdfast.platform.database.DatabaseUnavailableException;
import io.holdfast.platform.database.RetryableException;
import io.holdfast.platform.database.Transactions;
import io.holdfast.reservation.Reservations;
import io.holdfast.reservation.decision.Command;
import io.holdfast.reservation.decision.Verdict;
import io.holdfast.stock.Restocked;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.eclipse.microprofile.context.ManagedExecutor;
import org.jboss.logging.Logger;

/**
 * Gives units that arrived to the orders that wait for them. Whose turn it is the decision itself
 * says, so that it does not matter who asks, in which order or how often. Thread-safe.
 */
@ApplicationScoped
class BackorderFiller {

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
      FROM stock s JOIN allocation a ON a.shop = s.shop AND a.sku = s.sku AND a.backordered > 0
      JOIN order_line o ON o.shop = a.shop AND o.order_id = a.order_id AND o.sku = a.sku
      WHERE (s.arrived AND s.location = a.location) OR (s.free AND o.location IS NULL)
      ORDER BY a.shop, a.order_id LIMIT ?""";

  private final Transactions transactions;
  private final Reservations reservations;
  private final ManagedExecutor workers;

  BackorderFiller(Transactions transactions, Reservations reservations, ManagedExecutor workers) {
    this.transactions = transactions;
    this.reservations = reservations;
    this.workers = workers;
  }

  /** Before the caller who brought the stock is answered, so that it sees what became of it. */
  void restocked(@Observes Restocked more) {
    fill(more.shop(), more.skus());
  }

  /** Does not wait. */
  void fillSoon(String shop, Collection<String> skus) {
    workers.execute(() -> fill(shop, skus));
  }

  /** Should a pod have ended between a commit and this. */
  @Scheduled(
      every = "{holdfast.hold.sample-interval}",
      delayed = "{holdfast.hold.sample-interval}",
      concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  void fillForgotten() {
    try {
      fillAll("", List.of());
    } catch (RetryableException | DatabaseUnavailableException away) {
      LOG.debugf(away, "Forgotten backorders wait until the next look");
    }
  }

  private void fill(String shop, Collection<String> skus) {
    try {
      fillAll(" AND shop = ? AND sku = ANY (?)", List.of(shop, skus.toArray(String[]::new)));
    } catch (RuntimeException failure) {
      LOG.warnf("Backorders of %s wait until the next look: %s", skus, failure.getMessage());
    }
  }

  private void fillAll(String condition, List<Object> parameters) {
    while (fillSlice(servable(condition, parameters))) {
      // There may be more for those behind.
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
