package io.holdfast.reservation.strategy;

import io.holdfast.platform.database.Deadline;
import io.holdfast.platform.database.WriteTransaction;
import io.holdfast.reservation.decision.Command;
import io.holdfast.reservation.decision.Decision;
import io.holdfast.reservation.decision.Verdict;
import io.holdfast.stock.Level;
import io.holdfast.stock.Levels;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;

/**
 * Row locks: whoever comes second waits. Locks are taken in the same order by all, so nobody waits
 * in a circle.
 */
@ApplicationScoped
class PessimisticStrategy implements Strategy {

  private final OneTransaction.StockAccess locked =
      new OneTransaction.StockAccess() {
        @Override
        public List<Level> take(
            WriteTransaction transaction, Collection<String> skus, OneTransaction.Plan plan)
            throws SQLException {
          return lockWait.time(
              name(), () -> Levels.lock(transaction.connection(), transaction.shop(), skus));
        }

        @Override
        public void write(WriteTransaction transaction, Decision decision) throws SQLException {
          Levels.update(transaction.connection(), transaction.shop(), decision.levels());
        }
      };

  private final OneTransaction transaction;
  private final LockWait lockWait;

  PessimisticStrategy(OneTransaction transaction, LockWait lockWait) {
    this.transaction = transaction;
    this.lockWait = lockWait;
  }

  @Override
  public String name() {
    return "pessimistic";
  }

  @Override
  public Verdict execute(Command command, Deadline deadline) {
    return transaction.execute(command, deadline, locked);
  }
}
