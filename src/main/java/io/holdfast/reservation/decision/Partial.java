package io.holdfast.reservation.decision;

/** What is to happen to an order for more than there is. */
public enum Partial {
  /** All or nothing. */
  REJECT,
  /** As much as there is, at least one unit. */
  ACCEPT,
  /** All, some of it later, as far as the items' backorder limits allow; else nothing. */
  BACKORDER
}
