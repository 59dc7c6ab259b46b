package io.holdfast.reservation.decision;

import io.holdfast.stock.MovementKind;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Decides what may become of one order, as it stands now. */
final class Transitions {

  private final Books books;
  private final Order order;
  private final OrderStatus status;

  Transitions(Books books, Order order) {
    this.books = books;
    this.order = order;
    this.status = order.statusAt(books.now());
  }

  Step step(Command.Change command) {
    if (command instanceof Command.Confirm confirm) {
      return confirm(confirm);
    }
    if (command instanceof Command.Extend extend) {
      return extend(extend);
    }
    if (command instanceof Command.Cancel cancel) {
      return cancel(cancel);
    }
    if (command instanceof Command.Expire expire) {
      return expire(expire);
    }
    if (command instanceof Command.Fulfil fulfil) {
      return fulfil(fulfil);
    }
    return command instanceof Command.Return returned
        ? takeBack(returned)
        : new Backorders(books, order).fill((Command.Fill) command, status);
  }

  private Step confirm(Command.Confirm command) {
    if (status == OrderStatus.CONFIRMED && command.quantities() == null) {
      return unchanged();
    }
    if (status != OrderStatus.HELD) {
      return wrongStatus();
    }
    var quantities = command.quantities();
    if (quantities == null) {
      return taken(OrderStatus.CONFIRMED, order.lines(), "order.confirmed");
    }
    var refusal = refusal(quantities, promised());
    if (refusal != null) {
      return refusal;
    }
    var lines = new ArrayList<OrderLine>();
    for (var line : order.lines()) {
      var kept = quantities.getOrDefault(line.sku(), 0L);
      lines.add(release(command, MovementKind.RELEASED, line, line.promised() - kept, null));
    }
    return taken(OrderStatus.CONFIRMED, lines, "order.confirmed");
  }

  private Step extend(Command.Extend command) {
    if (status != OrderStatus.HELD || order.expiresAt() == null) {
      return wrongStatus();
    }
    var latest = order.createdAt().plus(command.max());
    var end = books.now().plus(command.by());
    if (end.isAfter(latest)) {
      return new Step.Refused(new Verdict.HoldTooLong(latest));
    }
    return end.isAfter(order.expiresAt())
        ? new Step.Taken(order.extendedTo(end), "order.extended")
        : unchanged();
  }

  private Step cancel(Command.Cancel command) {
    if (status == OrderStatus.CANCELLED) {
      return unchanged();
    }
    // What has shipped stays with the customer: such an order ends as fulfilled.
    var end =
        status == OrderStatus.PARTIALLY_FULFILLED ? OrderStatus.FULFILLED : OrderStatus.CANCELLED;
    return status.canBecome(end)
        ? taken(
            end, releaseAll(command, MovementKind.RELEASED, command.reason()), "order.cancelled")
        : wrongStatus();
  }

  private Step expire(Command.Expire command) {
    return order.status() == OrderStatus.HELD && status == OrderStatus.EXPIRED
        ? taken(
            OrderStatus.EXPIRED, releaseAll(command, MovementKind.EXPIRED, null), "order.expired")
        : new Step.Refused(new Verdict.NothingToDo());
  }

  private Step fulfil(Command.Fulfil command) {
    if (status == OrderStatus.FULFILLED && command.quantities() == null) {
      return unchanged();
    }
    if (!status.canBecome(OrderStatus.FULFILLED)) {
      return wrongStatus();
    }
    var reserved = new HashMap<String, Long>();
    order.lines().forEach(line -> reserved.put(line.sku(), line.reserved()));
    var quantities = command.quantities() == null ? reserved : command.quantities();
    var refusal = refusal(quantities, reserved);
    if (refusal != null) {
      return refusal;
    }
    if (quantities.values().stream().allMatch(units -> units == 0)) {
      return wrongStatus();
    }
    var lines = new ArrayList<OrderLine>();
    for (var line : order.lines()) {
      lines.add(ship(command, line, quantities.getOrDefault(line.sku(), 0L)));
    }
    var open = lines.stream().anyMatch(line -> line.promised() > 0);
    return taken(
        open ? OrderStatus.PARTIALLY_FULFILLED : OrderStatus.FULFILLED, lines, "order.fulfilled");
  }

  private OrderLine ship(Command command, OrderLine line, long units) {
    var allocations = new ArrayList<Allocation>();
    var left = units;
    for (var allocation : line.allocations()) {
      var shipped = Math.min(left, allocation.reserved());
      left -= shipped;
      books.move(
          command,
          MovementKind.FULFILLED,
          line.sku(),
          allocation.location(),
          -shipped,
          -shipped,
          null);
      allocations.add(
          new Allocation(
              allocation.location(),
              allocation.reserved() - shipped,
              allocation.backordered(),
              allocation.shipped() + shipped));
    }
    return line.with(line.fulfilled() + units, line.returned(), allocations);
  }

  private Step takeBack(Command.Return command) {
    if (!EnumSet.of(OrderStatus.PARTIALLY_FULFILLED, OrderStatus.FULFILLED).contains(status)) {
      return wrongStatus();
    }
    var quantities = new HashMap<String, Long>();
    command.lines().forEach(line -> quantities.merge(line.sku(), line.quantity(), Long::sum));
    var shipped = new HashMap<String, Long>();
    order.lines().forEach(line -> shipped.put(line.sku(), line.fulfilled() - line.returned()));
    var refusal = refusal(quantities, shipped);
    if (refusal != null) {
      return refusal;
    }
    var lines = new ArrayList<>(order.lines());
    for (var returned : command.lines()) {
      lines.replaceAll(
          line -> line.sku().equals(returned.sku()) ? takeBack(command, line, returned) : line);
    }
    return taken(status, lines, "order.returned");
  }

  private OrderLine takeBack(Command command, OrderLine line, Command.ReturnedLine returned) {
    var allocations = new ArrayList<Allocation>();
    var left = returned.quantity();
    for (var allocation : line.allocations()) {
      var back = Math.min(left, allocation.shipped());
      left -= back;
      // An item that was deleted since is not sold again.
      if (returned.restock() && books.item(line.sku()) != null) {
        books.move(
            command, MovementKind.RETURNED, line.sku(), allocation.location(), back, 0, null);
      }
      allocations.add(allocation.withShipped(allocation.shipped() - back));
    }
    books.buy(line, order.customer(), -returned.quantity());
    return line.with(line.fulfilled(), line.returned() + returned.quantity(), allocations);
  }

  private List<OrderLine> releaseAll(Command command, MovementKind kind, @Nullable String reason) {
    return order.lines().stream()
        .map(line -> release(command, kind, line, line.promised(), reason))
        .toList();
  }

  /** Gives units of a line back: first those that it still waits for. */
  private OrderLine release(
      Command command, MovementKind kind, OrderLine line, long units, @Nullable String reason) {
    var late = Math.min(units, line.backordered());
    var there = units - late;
    var allocations = new ArrayList<Allocation>();
    for (var allocation : line.allocations()) {
      var backordered = Math.min(late, allocation.backordered());
      var reserved = Math.min(there, allocation.reserved());
      late -= backordered;
      there -= reserved;
      books.move(
          command, kind, line.sku(), allocation.location(), 0, -backordered - reserved, reason);
      allocations.add(
          new Allocation(
              allocation.location(),
              allocation.reserved() - reserved,
              allocation.backordered() - backordered,
              allocation.shipped()));
    }
    books.buy(line, order.customer(), -units);
    return line.with(allocations);
  }

  private Map<String, Long> promised() {
    var promised = new HashMap<String, Long>();
    order.lines().forEach(line -> promised.put(line.sku(), line.promised()));
    return promised;
  }

  private Step.@Nullable Refused refusal(Map<String, Long> wanted, Map<String, Long> possible) {
    for (var line : wanted.entrySet()) {
      var most = possible.get(line.getKey());
      if (most == null) {
        return new Step.Refused(new Verdict.NoSuchLine(line.getKey()));
      }
      if (line.getValue() > most) {
        return new Step.Refused(new Verdict.TooMany(line.getKey(), line.getValue(), most, status));
      }
    }
    return null;
  }

  private Step taken(OrderStatus next, List<OrderLine> lines, String event) {
    return new Step.Taken(order.next(next, lines), event);
  }

  private Step unchanged() {
    return new Step.Taken(order, null);
  }

  private Step wrongStatus() {
    return new Step.Refused(new Verdict.WrongStatus(status, status.successors()));
  }
}
