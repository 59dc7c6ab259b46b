package io.holdfast.console;

import io.holdfast.order.OrderView;
import io.holdfast.reservation.decision.OrderStatus;
import io.quarkus.qute.TemplateExtension;

/** What the templates say about orders, and which steps they offer. Stateless. */
@TemplateExtension
final class Ticket {

  private static final int SHOWN_SKUS = 3;

  private Ticket() {}

  /** A class of the style sheet. */
  static String mood(OrderView order) {
    return switch (order.status()) {
      case HELD -> "warn";
      case CONFIRMED, PARTIALLY_FULFILLED, FULFILLED -> "good";
      case CANCELLED, EXPIRED -> "";
    };
  }

  /** The first SKUs, and how many more there are. */
  static String skus(OrderView order) {
    var skus = order.lines().stream().map(OrderView.Line::sku).toList();
    var shown = String.join(", ", skus.subList(0, Math.min(SHOWN_SKUS, skus.size())));
    return skus.size() > SHOWN_SKUS
        ? "%s and %d more".formatted(shown, skus.size() - SHOWN_SKUS)
        : shown;
  }

  static long units(OrderView order) {
    return order.lines().stream().mapToLong(OrderView.Line::requested).sum();
  }

  static boolean held(OrderView order) {
    return order.status() == OrderStatus.HELD;
  }

  private static boolean firm(OrderView order) {
    return order.status() == OrderStatus.CONFIRMED
        || order.status() == OrderStatus.PARTIALLY_FULFILLED;
  }

  /** Whether something can ship now. */
  static boolean shippable(OrderView order) {
    return firm(order) && order.lines().stream().anyMatch(line -> line.reserved() > 0);
  }

  static boolean cancellable(OrderView order) {
    return held(order) || firm(order);
  }

  /** Whether something can come back. */
  static boolean returnable(OrderView order) {
    return order.lines().stream().anyMatch(line -> units(line) > 0);
  }

  /** Units of a line that can come back. */
  static long units(OrderView.Line line) {
    return line.fulfilled() - line.returned();
  }

  /** Whether no step is left. */
  static boolean over(OrderView order) {
    return !cancellable(order) && !returnable(order);
  }
}
