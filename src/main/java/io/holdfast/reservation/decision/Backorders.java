package io.holdfast.reservation.decision;

import io.holdfast.stock.Level;
import io.holdfast.stock.MovementKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Decides which units that arrived are an order's that waits for them. */
final class Backorders {

  private final Books books;
  private final Order order;

  Backorders(Books books, Order order) {
    this.books = books;
    this.order = order;
  }

  Step fill(Command.Fill command, OrderStatus status) {
    var lines = new ArrayList<OrderLine>();
    for (var line : order.lines()) {
      lines.add(line.backordered() == 0 ? line : filled(command, line));
    }
    if (status == OrderStatus.EXPIRED || lines.equals(order.lines())) {
      return new Step.Refused(new Verdict.NothingToDo());
    }
    return new Step.Taken(order.next(order.status(), lines), "order.backorder-filled");
  }

  private OrderLine filled(Command command, OrderLine line) {
    var allocations = new TreeMap<String, Allocation>();
    for (var allocation : line.allocations()) {
      var here = Math.min(allocation.backordered(), arrived(line.sku(), allocation.location()));
      allocations.merge(
          allocation.location(),
          new Allocation(
              allocation.location(),
              allocation.reserved() + here,
              allocation.backordered() - here,
              allocation.shipped()),
          Backorders::sum);
      if (line.location() == null) {
        fetch(
            command,
            line.sku(),
            allocation.location(),
            allocation.backordered() - here,
            allocations);
      }
    }
    return line.with(List.copyOf(allocations.values()));
  }

  /** Units at a location that those who wait there can have, beyond what older orders wait for. */
  private long arrived(String sku, String location) {
    var waiting = 0L;
    var older = 0L;
    for (var backorder : books.backorders(sku)) {
      if (backorder.location().equals(location)) {
        waiting += backorder.units();
        older += isOlder(backorder) ? backorder.units() : 0;
      }
    }
    var missing = Math.max(0, -books.stock().at(sku, location).available());
    return Math.max(0, waiting - missing - older);
  }

  /** Reserves elsewhere what has not arrived at the location where the order waits. */
  private void fetch(
      Command command, String sku, String from, long units, Map<String, Allocation> into) {
    var claimed =
        books.backorders(sku).stream()
            .filter(backorder -> isOlder(backorder) && !backorder.fixed())
            .mapToLong(Backorder::units)
            .sum();
    var left = units;
    for (var level : left == 0 ? List.<Level>of() : books.stock().selling(sku)) {
      if (level.location().equals(from)) {
        continue;
      }
      var free = Math.max(0, level.available());
      var taken = Math.min(left, Math.max(0, free - claimed));
      claimed = Math.max(0, claimed - free);
      if (taken > 0) {
        left -= taken;
        books.move(command, MovementKind.RESERVED, sku, level.location(), 0, taken, null);
        into.merge(level.location(), Allocation.reserved(level.location(), taken), Backorders::sum);
      }
    }
    if (left < units) {
      // One change of one level, however many others it is spread over.
      books.move(command, MovementKind.RELEASED, sku, from, 0, left - units, null);
      into.merge(from, new Allocation(from, 0, left - units, 0), Backorders::sum);
    }
  }

  private boolean isOlder(Backorder backorder) {
    return backorder.orderId().compareTo(order.id()) < 0;
  }

  private static Allocation sum(Allocation one, Allocation other) {
    return new Allocation(
        one.location(),
        one.reserved() + other.reserved(),
        one.backordered() + other.backordered(),
        one.shipped() + other.shipped());
  }
}
