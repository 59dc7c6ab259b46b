package io.holdfast.reservation.decision;

import java.util.List;

/** One SKU of an order, and what became of it so far; all counts are units. Immutable. */
public record OrderLine(
    String sku,
    long requested,
    long reserved,
    long backordered,
    long fulfilled,
    long returned,
    List<Allocation> allocations) {

  static OrderLine reserved(String sku, List<Allocation> allocations) {
    var quantity = allocations.stream().mapToLong(Allocation::quantity).sum();
    return new OrderLine(sku, quantity, quantity, 0, 0, 0, allocations);
  }

  /** The line with nothing reserved any more. */
  OrderLine released() {
    return new OrderLine(sku, requested, 0, 0, fulfilled, returned, List.of());
  }
}
