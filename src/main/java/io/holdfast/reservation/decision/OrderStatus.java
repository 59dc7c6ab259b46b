package io.holdfast.reservation.decision;

import java.util.EnumSet;
import java.util.Set;

/** The life of an order. The one place that says which step may follow which. */
public enum OrderStatus {
  HELD,
  CONFIRMED,
  PARTIALLY_FULFILLED,
  FULFILLED,
  CANCELLED,
  EXPIRED;

  /** The statuses that an order in this one can still move to; never null, maybe empty. */
  public Set<OrderStatus> successors() {
    return switch (this) {
      case HELD -> EnumSet.of(CONFIRMED, CANCELLED, EXPIRED);
      case CONFIRMED -> EnumSet.of(PARTIALLY_FULFILLED, FULFILLED, CANCELLED);
      // Cancelling what has not shipped leaves the order fulfilled.
      case PARTIALLY_FULFILLED -> EnumSet.of(FULFILLED);
      case FULFILLED, CANCELLED, EXPIRED -> EnumSet.noneOf(OrderStatus.class);
    };
  }

  public boolean canBecome(OrderStatus next) {
    return successors().contains(next);
  }
}
