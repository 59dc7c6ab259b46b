package io.holdfast.reservation.decision;

import java.util.UUID;

/**
 * Units that an order waits for, or several that nobody needs to tell apart. Immutable.
 *
 * @param location whose level counts them as reserved
 * @param fixed whether they must come from there
 */
public record Backorder(UUID orderId, String sku, String location, boolean fixed, long units) {

  /** Behind every order, as ids are made in the order of arrival and compared by {@link UUID}. */
  private static final UUID LAST = new UUID(Long.MAX_VALUE, Long.MAX_VALUE);

  /** What those wait for who came after all that the commands are about. */
  public static Backorder ofTheRest(String sku, String location, long units) {
    return new Backorder(LAST, sku, location, true, units);
  }

  static Backorder of(Order order, OrderLine line, Allocation allocation) {
    return new Backorder(
        order.id(),
        line.sku(),
        allocation.location(),
        line.location() != null,
        allocation.backordered());
  }
}
