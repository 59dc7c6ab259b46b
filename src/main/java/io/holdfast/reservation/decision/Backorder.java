package io.holdfast.reservation.decision;

import java.util.UUID;

/**
 * Units that an order waits for. Immutable.
 *
 * @param location whose level counts them as reserved
 * @param fixed whether they must come from there
 */
public record Backorder(UUID orderId, String sku, String location, boolean fixed, long units) {

  static Backorder of(Order order, OrderLine line, Allocation allocation) {
    return new Backorder(
        order.id(),
        line.sku(),
        allocation.location(),
        line.location() != null,
        allocation.backordered());
  }
}
