package io.holdfast.stock;

import java.util.Comparator;

/**
 * The stock of one SKU at one location, as it was read or as it will be written. Immutable.
 *
 * @param onHand units that are there
 * @param reserved units of them that are promised to orders
 * @param version how many changes the level has seen
 */
public record Level(String sku, String location, long onHand, long reserved, long version) {

  /** The order in which levels are locked and written, everywhere. */
  public static final Comparator<Level> LOCK_ORDER =
      Comparator.comparing(Level::sku).thenComparing(Level::location);

  /** Units that can be promised now. */
  public long available() {
    return onHand - reserved;
  }

  /** The level after a change, one version on. */
  public Level changed(long onHandDelta, long reservedDelta) {
    return new Level(sku, location, onHand + onHandDelta, reserved + reservedDelta, version + 1);
  }

  /** What the level was before a change of its reserved units led to this. */
  public Level before(long reservedDelta) {
    return new Level(sku, location, onHand, reserved - reservedDelta, version - 1);
  }

  /** Whether the other is the same SKU at the same location. */
  public boolean isSamePlaceAs(Level other) {
    return sku.equals(other.sku) && location.equals(other.location);
  }
}
