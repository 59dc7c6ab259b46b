package io.holdfast.console;

import io.holdfast.stock.ItemView;
import io.holdfast.stock.MovementView;
import io.quarkus.qute.TemplateExtension;

/** What the templates say about stock. Stateless. */
@TemplateExtension
final class Shelf {

  private Shelf() {}

  /** Whether nothing of it can be sold now. */
  static boolean soldOut(ItemView item) {
    return item.available() + item.backorderLimit() <= 0;
  }

  /** Whether it is at or below its threshold. */
  static boolean low(ItemView item) {
    return item.lowStockThreshold() != null && item.available() <= item.lowStockThreshold();
  }

  /** {@code counted} for a movement of kind {@code counted}, as a person would say it. */
  static String kindText(MovementView movement) {
    return movement.kind().replace('_', ' ');
  }

  /** Which way the stock at hand, or else the promises, went: a class of the style sheet. */
  static String direction(MovementView movement) {
    var change = movement.onHandDelta() != 0 ? movement.onHandDelta() : -movement.reservedDelta();
    return change > 0 ? "plus" : change < 0 ? "minus" : "";
  }
}
