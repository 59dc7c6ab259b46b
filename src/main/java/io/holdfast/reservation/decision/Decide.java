package io.holdfast.reservation.decision;

import io.holdfast.idempotency.IdempotencyKey;
import io.holdfast.reservation.decision.Verdict.LimitBreach;
import io.holdfast.reservation.decision.Verdict.Shortage;
import io.holdfast.stock.Level;
import io.holdfast.stock.Movement;
import io.holdfast.stock.MovementKind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Decides commands in the order of their arrival, each on the stock that the ones before it left.
 * One instance decides one batch. Pure: no database, no clock. Not thread-safe.
 */
public final class Decide {

  private final Snapshot snapshot;
  private final StockOnTheTable stock;
  private final Map<UUID, Order> orders;
  private final Set<IdempotencyKey> keysTaken = new HashSet<>();
  private final List<Movement> movements = new ArrayList<>();

  private Decide(Snapshot snapshot) {
    this.snapshot = snapshot;
    this.stock = new StockOnTheTable(snapshot.levels(), snapshot.locations());
    this.orders = new HashMap<>(snapshot.orders());
  }

  /** The verdict on every command, and what has to be written for them together. */
  public static Decision decide(Snapshot snapshot, List<? extends Command> commands) {
    var decide = new Decide(snapshot);
    var verdicts = new ArrayList<Verdict>(commands.size());
    for (var command : commands) {
      verdicts.add(decide.verdict(command));
    }
    return new Decision(
        List.copyOf(verdicts), decide.stock.changedLevels(), List.copyOf(decide.movements));
  }

  private Verdict verdict(Command command) {
    var known = verdictByKey(command.key());
    if (known != null) {
      return known;
    }
    var verdict =
        command instanceof Command.Place place ? place(place) : cancel((Command.Cancel) command);
    if (verdict instanceof Verdict.Accepted && command.key() != null) {
      keysTaken.add(command.key());
    }
    return verdict;
  }

  private @Nullable Verdict verdictByKey(@Nullable IdempotencyKey key) {
    if (key == null) {
      return null;
    }
    var recorded = snapshot.keys().get(key);
    if (recorded != null) {
      return key.sameRequest(recorded.fingerprint())
          ? new Verdict.Replayed(recorded.response())
          : new Verdict.KeyReused();
    }
    return keysTaken.contains(key) ? new Verdict.KeyInProgress() : null;
  }

  private Verdict place(Command.Place command) {
    for (var line : command.lines()) {
      if (!snapshot.items().containsKey(line.sku())) {
        return new Verdict.UnknownSku(line.sku());
      }
      if (line.location() != null && !stock.hasLocation(line.location())) {
        return new Verdict.UnknownLocation(line.location());
      }
    }
    var breaches = breaches(command.lines());
    if (!breaches.isEmpty()) {
      return new Verdict.LimitExceeded(breaches);
    }
    var sources = new HashMap<String, List<Allocation>>();
    var shortages = new ArrayList<Shortage>();
    for (var line : command.lines()) {
      var allocations = stock.source(line);
      if (allocations.isEmpty()) {
        shortages.add(new Shortage(line.sku(), line.quantity(), stock.sellable(line)));
      } else {
        sources.put(line.sku(), allocations);
      }
    }
    return shortages.isEmpty()
        ? accept(command, sources)
        : new Verdict.InsufficientStock(List.copyOf(shortages));
  }

  private List<LimitBreach> breaches(List<RequestedLine> lines) {
    var breaches = new ArrayList<LimitBreach>();
    for (var line : lines) {
      var item = snapshot.items().get(line.sku());
      var limit = item == null ? null : item.maxPerOrder();
      if (limit != null && line.quantity() > limit) {
        breaches.add(new LimitBreach(line.sku(), line.quantity(), limit, 0));
      }
    }
    return breaches;
  }

  private Verdict accept(Command.Place command, Map<String, List<Allocation>> sources) {
    var lines = new ArrayList<OrderLine>();
    for (var line : command.lines()) {
      var allocations = Objects.requireNonNull(sources.get(line.sku()));
      for (var allocation : allocations) {
        move(command, MovementKind.RESERVED, line.sku(), allocation, allocation.quantity(), null);
      }
      lines.add(OrderLine.reserved(line.sku(), allocations));
    }
    var order =
        new Order(
            command.orderId(),
            OrderStatus.CONFIRMED,
            command.customer(),
            command.reference(),
            command.metadata(),
            List.copyOf(lines),
            snapshot.now(),
            null,
            0);
    orders.put(order.id(), order);
    return new Verdict.Accepted(order, command.response().apply(order), true);
  }

  private Verdict cancel(Command.Cancel command) {
    var order = orders.get(command.orderId());
    if (order == null) {
      return new Verdict.UnknownOrder();
    }
    if (!command.version().test(order.version())) {
      return new Verdict.StaleVersion(order.version());
    }
    if (order.status() == OrderStatus.CANCELLED) {
      return new Verdict.Accepted(order, command.response().apply(order), false);
    }
    if (!order.status().canBecome(OrderStatus.CANCELLED)) {
      return new Verdict.WrongStatus(order.status(), order.status().successors());
    }
    for (var line : order.lines()) {
      for (var allocation : line.allocations()) {
        move(
            command,
            MovementKind.RELEASED,
            line.sku(),
            allocation,
            -allocation.quantity(),
            command.reason());
      }
    }
    var cancelled = order.cancelled();
    orders.put(cancelled.id(), cancelled);
    return new Verdict.Accepted(cancelled, command.response().apply(cancelled), true);
  }

  private void move(
      Command command,
      MovementKind kind,
      String sku,
      Allocation allocation,
      long reservedDelta,
      @Nullable String reason) {
    Level before = stock.at(sku, allocation.location());
    Level after = before.changed(0, reservedDelta);
    stock.put(after);
    movements.add(
        Movement.between(
            kind, before, after, command.orderId(), reason, null, command.principal()));
  }
}
