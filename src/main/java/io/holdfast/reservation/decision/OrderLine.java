package io.holdfast.reservation.decision;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One SKU of an order, and what became of it so far; all counts are units. Immutable.
 *
 * @param location where they must come from; null for anywhere
 * @param counted whether it counts towards the customer's purchase limit
 */
public record OrderLine(
    String sku,
    @Nullable String location,
    long requested,
    long fulfilled,
    long returned,
    boolean counted,
    List<Allocation> allocations) {

  static OrderLine placed(RequestedLine line, boolean counted, List<Allocation> allocations) {
    return new OrderLine(
        line.sku(), line.location(), line.quantity(), 0, 0, counted, List.copyOf(allocations));
  }

  /** Units that are there for the order and have not shipped. */
  public long reserved() {
    return allocations.stream().mapToLong(Allocation::reserved).sum();
  }

  /** Units that the order waits for. */
  public long backordered() {
    return allocations.stream().mapToLong(Allocation::backordered).sum();
  }

  /** Units that stock is promised for. */
  public long promised() {
    return allocations.stream().mapToLong(Allocation::promised).sum();
  }

  /** The line with other allocations. */
  public OrderLine with(List<Allocation> these) {
    return with(fulfilled, returned, these);
  }

  OrderLine with(long nowFulfilled, long nowReturned, List<Allocation> these) {
    return new OrderLine(
        sku,
        location,
        requested,
        nowFulfilled,
        nowReturned,
        counted,
        these.stream().filter(allocation -> !allocation.isOver()).toList());
  }
}
