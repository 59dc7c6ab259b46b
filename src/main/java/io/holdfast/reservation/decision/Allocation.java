package io.holdfast.reservation.decision;

/**
 * What an order line has to do with one location; all counts are units. Immutable.
 *
 * @param reserved are there and promised to the order
 * @param backordered are promised and have yet to arrive
 * @param shipped went out from there and have not been returned
 */
public record Allocation(String location, long reserved, long backordered, long shipped) {

  /** Units that the level at the location counts as reserved. */
  public long promised() {
    return reserved + backordered;
  }

  static Allocation reserved(String location, long units) {
    return new Allocation(location, units, 0, 0);
  }

  /** Whether nothing is left to remember. */
  public boolean isOver() {
    return promised() == 0 && shipped == 0;
  }

  Allocation withShipped(long units) {
    return new Allocation(location, reserved, backordered, units);
  }
}
