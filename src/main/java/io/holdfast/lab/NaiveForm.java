package io.holdfast.lab;

/** How a naive order writes the stock that it has checked. */
enum NaiveForm {
  /**
   * Subtracts from whatever is there by now. The stock stays true to the orders, so it goes below
   * zero, where a {@code CHECK} can stop it.
   */
  DECREMENT,

  /**
   * Writes the difference computed from what was read, over whatever others wrote meanwhile: the
   * lost update. Each value written is a proper one, so no {@code CHECK} sees it.
   */
  OVERWRITE
}
