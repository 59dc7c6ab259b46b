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

  /** What this level was before it changed as the first of those levels changed from the second. */
  public Level before(Level changed, Level from) {
    return new Level(
        sku,
        location,
        onHand - (changed.onHand - from.onHand),
        reserved - (changed.reserved - from.reserved),
        version - 1);
  }

  /** Whether the other is the same SKU at the same location. */
  public boolean isSamePlaceAs(Level other) {
    return sku.equals(other.sku) && location.equals(other.location);
  }
}
