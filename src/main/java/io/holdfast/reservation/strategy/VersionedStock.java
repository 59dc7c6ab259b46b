package io.holdfast.reservation.strategy;

import io.holdfast.platform.database.WriteTransaction;
import io.holdfast.reservation.decision.Decision;
import io.holdfast.stock.Level;
import io.holdfast.stock.VersionedLevels;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;

/** Stock that is read without locks and written only if nobody else wrote it since. Thread-safe. */
final class VersionedStock implements OneTransaction.StockAccess {

  private final String strategy;
  private final LockWait lockWait;

  /** For this strategy, whose series tells of the waits. */
  VersionedStock(String strategy, LockWait lockWait) {
    this.strategy = strategy;
    this.lockWait = lockWait;
  }

  @Override
  public List<Level> take(
      WriteTransaction transaction,
      Collection<String> skus,
      OneTransaction.Foretelling foretelling) {
    return VersionedLevels.read(transaction.shop(), skus);
  }

  @Override
  public void write(WriteTransaction transaction, Decision decision) throws SQLException {
    // A version is compared under the row's lock, for which an UPDATE waits like any other.
    lockWait.time(
        strategy,
        () -> {
          VersionedLevels.write(transaction.shop(), decision.levels());
          return decision;
        });
  }
}
