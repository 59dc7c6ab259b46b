package io.holdfast.reservation.decision;

import io.holdfast.stock.ItemPolicy;
import io.holdfast.stock.Level;
import io.holdfast.stock.Movement;
import io.holdfast.stock.MovementKind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The books of a batch while it is decided: stock, purchases and backorders as the commands so far
 * have left them, and what has to be written for it. Not thread-safe.
 */
final class Books {

  private final Snapshot snapshot;
  private final StockOnTheTable stock;
  private final Map<Purchase, Long> bought;
  private final Map<String, Long> holds;
  private final Map<Purchase, Long> purchases = new HashMap<>();
  private final List<Movement> movements = new ArrayList<>();
  private final List<Backorder> backorders;
  private final Set<String> watched;
  private Set<String> relieved = new HashSet<>();

  Books(Snapshot snapshot) {
    this.snapshot = snapshot;
    this.stock = new StockOnTheTable(snapshot.levels(), snapshot.locations(), snapshot.claims());
    this.bought = new HashMap<>(snapshot.bought());
    this.holds = new HashMap<>(snapshot.holds());
    this.backorders = new ArrayList<>(snapshot.backorders());
    this.watched = backorders.stream().map(Backorder::sku).collect(Collectors.toSet());
  }

  Instant now() {
    return snapshot.now();
  }

  StockOnTheTable stock() {
    return stock;
  }

  @Nullable ItemPolicy item(String sku) {
    return snapshot.items().get(sku);
  }

  /** Changes a level for a command, and notes the movement. */
  void move(
      Command command,
      MovementKind kind,
      String sku,
      String location,
      long onHandDelta,
      long reservedDelta,
      @Nullable String reason) {
    if (onHandDelta == 0 && reservedDelta == 0) {
      return;
    }
    if (onHandDelta > reservedDelta && stock.deficit(sku) > 0) {
      relieved.add(sku);
    }
    Level before = stock.at(sku, location);
    Level after = before.changed(onHandDelta, reservedDelta);
    stock.put(after);
    movements.add(
        Movement.between(
            kind, before, after, command.orderId(), reason, null, command.principal()));
  }

  /** Units that a customer has bought so far. */
  long bought(String sku, String customer) {
    return bought.getOrDefault(new Purchase(sku, customer), 0L);
  }

  /** Counts units bought, or given back where there are less than none. */
  void buy(OrderLine line, @Nullable String customer, long units) {
    if (line.counted() && customer != null && units != 0) {
      var purchase = new Purchase(line.sku(), customer);
      bought.merge(purchase, units, Long::sum);
      purchases.merge(purchase, units, Long::sum);
    }
  }

  /** Holds that a principal has by now. */
  long holds(String principal) {
    return holds.getOrDefault(principal, 0L);
  }

  /** Counts one more. */
  void hold(String principal) {
    holds.merge(principal, 1L, Long::sum);
  }

  /** Who waits for a SKU, longest first. */
  List<Backorder> backorders(String sku) {
    return backorders.stream().filter(backorder -> backorder.sku().equals(sku)).toList();
  }

  /** Takes note of what an order waits for now, where others may have to wait for it. */
  void waits(Order order) {
    if (watched.isEmpty()) {
      return;
    }
    backorders.removeIf(backorder -> backorder.orderId().equals(order.id()));
    for (var line : order.lines()) {
      if (watched.contains(line.sku())) {
        line.allocations().stream()
            .filter(allocation -> allocation.backordered() > 0)
            .forEach(allocation -> backorders.add(Backorder.of(order, line, allocation)));
      }
    }
    backorders.sort(Comparator.comparing(Backorder::orderId));
  }

  /** The SKUs that the last command made more of for those who wait. */
  Set<String> takeRelieved() {
    if (relieved.isEmpty()) {
      return Set.of();
    }
    var these = Set.copyOf(relieved);
    relieved = new HashSet<>();
    return these;
  }

  Decision decision(List<Verdict> verdicts, List<OrderChange> changes) {
    return new Decision(
        List.copyOf(verdicts),
        stock.changedLevels(),
        List.copyOf(movements),
        List.copyOf(changes),
        Map.copyOf(purchases));
  }
}
