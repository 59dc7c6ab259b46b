package io.holdfast.reservation.decision;

import io.holdfast.reservation.decision.Verdict.LimitBreach;
import io.holdfast.reservation.decision.Verdict.Shortage;
import io.holdfast.stock.MovementKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Decides new orders. */
final class Placement {

  private final Books books;

  Placement(Books books) {
    this.books = books;
  }

  Step step(Command.Place command) {
    var refusal = unknown(command);
    if (refusal == null) {
      refusal = beyondHolds(command);
    }
    if (refusal == null) {
      refusal = beyondLimits(command);
    }
    if (refusal != null) {
      return new Step.Refused(refusal);
    }
    var lines = new ArrayList<OrderLine>();
    var shortages = new ArrayList<Shortage>();
    for (var line : command.lines()) {
      var allocations = books.stock().source(line, command.partial(), room(line));
      if (allocations.isEmpty()) {
        shortages.add(shortage(command, line));
      }
      lines.add(OrderLine.placed(line, isCounted(line), allocations));
    }
    var enough =
        command.partial() == Partial.ACCEPT ? shortages.size() < lines.size() : shortages.isEmpty();
    return enough
        ? accepted(command, lines)
        : new Step.Refused(new Verdict.InsufficientStock(List.copyOf(shortages)));
  }

  private @Nullable Verdict unknown(Command.Place command) {
    for (var line : command.lines()) {
      var item = books.item(line.sku());
      if (item == null) {
        return new Verdict.UnknownSku(line.sku());
      }
      if (line.location() != null && !books.stock().hasLocation(line.location())) {
        return new Verdict.UnknownLocation(line.location());
      }
      if (item.maxPerCustomer() != null && command.customer() == null) {
        return new Verdict.CustomerNeeded(line.sku());
      }
    }
    return null;
  }

  private @Nullable Verdict beyondHolds(Command.Place command) {
    var owner = command.owner();
    return command.hold() != null
            && owner != null
            && owner.maxHolds() != null
            && books.holds(owner.principal()) >= owner.maxHolds()
        ? new Verdict.TooManyHolds(owner.maxHolds())
        : null;
  }

  private @Nullable Verdict beyondLimits(Command.Place command) {
    var breaches = new ArrayList<LimitBreach>();
    for (var line : command.lines()) {
      var item = Objects.requireNonNull(books.item(line.sku()));
      if (item.maxPerOrder() != null && line.quantity() > item.maxPerOrder()) {
        breaches.add(new LimitBreach(line.sku(), line.quantity(), item.maxPerOrder(), 0));
      } else if (item.maxPerCustomer() != null && command.customer() != null) {
        var bought = books.bought(line.sku(), command.customer());
        if (bought + line.quantity() > item.maxPerCustomer()) {
          breaches.add(new LimitBreach(line.sku(), line.quantity(), item.maxPerCustomer(), bought));
        }
      }
    }
    return breaches.isEmpty() ? null : new Verdict.LimitExceeded(List.copyOf(breaches));
  }

  private boolean isCounted(RequestedLine line) {
    var item = books.item(line.sku());
    return item != null && item.maxPerCustomer() != null;
  }

  /** Units that may be promised beyond what there is. */
  private long room(RequestedLine line) {
    var item = Objects.requireNonNull(books.item(line.sku()));
    return item.backorderLimit() == 0
        ? 0
        : item.backorderLimit() - books.stock().deficit(line.sku());
  }

  private Shortage shortage(Command.Place command, RequestedLine line) {
    var available = books.stock().available(line);
    var later = command.partial() == Partial.BACKORDER ? Math.max(0, room(line)) : 0;
    return new Shortage(line.sku(), line.quantity(), available + later);
  }

  private Step accepted(Command.Place command, List<OrderLine> lines) {
    for (var line : lines) {
      for (var allocation : line.allocations()) {
        books.move(
            command,
            MovementKind.RESERVED,
            line.sku(),
            allocation.location(),
            0,
            allocation.promised(),
            null);
      }
      books.buy(line, command.customer(), line.promised());
    }
    var hold = command.hold();
    var owner = command.owner();
    if (hold != null && owner != null) {
      books.hold(owner.principal());
    }
    var order =
        new Order(
            command.orderId(),
            hold == null ? OrderStatus.CONFIRMED : OrderStatus.HELD,
            command.customer(),
            command.reference(),
            command.metadata(),
            List.copyOf(lines),
            books.now(),
            hold == null ? null : books.now().plus(hold),
            owner == null ? null : owner.principal(),
            0);
    return new Step.Taken(order, hold == null ? "order.confirmed" : "order.held");
  }
}
