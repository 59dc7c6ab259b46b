package io.holdfast.stock;

import io.holdfast.platform.database.ConcurrencyConflictException;
import java.util.Collection;
import java.util.List;

/**
 * Stock levels without locks, guarded by their version. Both halves belong into one transaction.
 * Stateless; each transaction has entities of its own.
 */
public final class VersionedLevels {

  private VersionedLevels() {}

  /** The levels of these SKUs as of now. */
  public static List<Level> read(String shop, Collection<String> skus) {
    return StockLevel.find(shop, skus).stream().map(StockLevel::toLevel).toList();
  }

  /**
   * Writes levels that were read in this transaction, in the order in which they were read: lock
   * order. The flush ends in a {@link ConcurrencyConflictException} where one of them has changed
   * since.
   */
  public static void write(String shop, List<Level> levels) {
    for (var level : levels) {
      StockLevel.find(shop, level).set(level);
    }
    StockLevel.getEntityManager().flush();
  }
}
