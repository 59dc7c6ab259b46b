package io.holdfast.reservation.strategy;

/**
 * A discipline of taking turns at stock. Every one of them decides with {@code Decide} and leaves
 * the same rows behind; they differ in how they keep others from the stock meanwhile. It is either
 * a {@link OneByOneStrategy} or {@link CombiningStrategy}. Thread-safe.
 */
public interface Strategy {

  /**
   * The value of {@code holdfast.reservation.strategy} that selects it, and its label in metrics.
   */
  String name();
}
