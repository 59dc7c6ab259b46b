package io.holdfast.reservation.strategy;

import io.holdfast.platform.database.WriteTransaction;
import io.holdfast.reservation.decision.Decision;
import io.holdfast.stock.Level;
import io.holdfast.stock.Levels;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;

/** Stock whose rows nobody else can change until the transaction ends. Thread-safe. */
final class LockedStock implements OneTransaction.StockAccess {

  private final String strategy;
  private final LockWait lockWait;

  /** For this strategy, whose series tells of the waits. */
  LockedStock(String strategy, LockWait lockWait) {
    this.strategy = strategy;
    this.lockWait = lockWait;
  }

  @Override
  public List<Level> take(
      WriteTransaction transaction, Collection<String> skus, OneTransaction.Foretelling foretelling)
      throws SQLException {
    return lockWait.time(
        strategy, () -> Levels.lock(transaction.connection(), transaction.shop(), skus));
  }

  @Override
  public void write(WriteTransaction transaction, Decision decision) throws SQLException {
    Levels.update(transaction, decision.levels());
  }
}
