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
import java.util.TreeSet;
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

  private record Item(String shop, String sku) {}

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
      for (var item : forgotten()) {
        fill(item.shop(), List.of(item.sku()));
      }
    } catch (RetryableException | DatabaseUnavailableException away) {
      LOG.debugf(away, "Whether backorders are forgotten is not known");
    }
  }

  private List<Item> forgotten() {
    return transactions.read(
        connection -> {
          try (var select =
                  connection.prepareStatement(
                      """
                      SELECT w.shop, w.sku
                      FROM (SELECT shop, sku, sum(backordered) AS units FROM allocation
                            WHERE backordered > 0 GROUP BY shop, sku) w
                      CROSS JOIN LATERAL (
                        SELECT sum(greatest(0, reserved - on_hand)) AS missing,
                          sum(greatest(0, on_hand - reserved)) AS free
                        FROM stock_level l WHERE l.shop = w.shop AND l.sku = w.sku) l
                      WHERE w.units > l.missing OR l.free > 0""");
              var row = select.executeQuery()) {
            var items = new ArrayList<Item>();
            while (row.next()) {
              items.add(new Item(row.getString(1), row.getString(2)));
            }
            return items;
          }
        });
  }

  private void fill(String shop, Collection<String> skus) {
    try {
      while (fillSlice(shop, skus)) {
        // There may be more for those behind.
      }
    } catch (RuntimeException failure) {
      LOG.warnf("Backorders of %s wait until the next look: %s", skus, failure.getMessage());
    }
  }

  /** Whether it is worth asking for the next ones. */
  private boolean fillSlice(String shop, Collection<String> skus) {
    var waiting = waiting(shop, skus);
    var verdicts = new ArrayList<CompletableFuture<Verdict>>();
    for (var order : waiting) {
      var header = new Command.Header(order, shop, "system", null, OrderView::changed);
      verdicts.add(reservations.execute(new Command.Fill(header)).toCompletableFuture());
    }
    var filled =
        verdicts.stream()
            .map(CompletableFuture::join)
            .filter(Verdict.Accepted.class::isInstance)
            .count();
    return waiting.size() == SLICE && filled == SLICE;
  }

  private List<UUID> waiting(String shop, Collection<String> skus) {
    return transactions.read(
        connection -> {
          try (var select =
              connection.prepareStatement(
                  """
                  SELECT DISTINCT order_id FROM allocation
                  WHERE shop = ? AND sku = ANY (?) AND backordered > 0
                  ORDER BY order_id LIMIT ?""")) {
            select.setString(1, shop);
            select.setArray(2, connection.createArrayOf("text", new TreeSet<>(skus).toArray()));
            select.setInt(3, SLICE);
            try (var row = select.executeQuery()) {
              var orders = new ArrayList<UUID>();
              while (row.next()) {
                orders.add(row.getObject(1, UUID.class));
              }
              return orders;
            }
          }
        });
  }
}
