package io.holdfast.stock;

import java.util.Locale;

/** Why a level changed. */
public enum MovementKind {
  RECEIVED,
  ADJUSTED,
  COUNTED,
  TRANSFERRED_IN,
  TRANSFERRED_OUT,
  RESERVED,
  RELEASED,
  EXPIRED,
  FULFILLED,
  RETURNED,
  DELETED;

  /** The name as the ledger and the HTTP contract write it. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
