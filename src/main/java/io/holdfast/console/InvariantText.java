package io.holdfast.console;

import java.util.Map;

/** What each invariant says, for people. Stateless. */
final class InvariantText {

  private static final Map<String, String> MEANING =
      Map.of(
          "stock-within-bounds",
          "Nothing is promised that is not there, but for backorders within their limit.",
          "counters-equal-ledger",
          "Each level is the sum of its movements.",
          "counters-equal-allocations",
          "What is reserved of a level is what orders have allocated there.",
          "ledger-without-gaps",
          "Every version of a level has its movement.",
          "orders-whole",
          "An order is there with all its lines, and they have what they say.",
          "reservations-end-once",
          "What an order took from a level it gave back at most once.",
          "purchases-equal-orders",
          "Where purchases are limited, what a customer bought is what the orders say.",
          "events-in-batches",
          "An event belongs to a transaction that stands.");

  private InvariantText() {}

  static String of(String invariant) {
    return MEANING.getOrDefault(invariant, "");
  }
}
