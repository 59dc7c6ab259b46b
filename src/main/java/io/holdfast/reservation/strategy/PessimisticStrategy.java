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

  private static final OneTransaction.StockAccess LOCKED =
      new OneTransaction.StockAccess() {
        @Override
        public List<Level> take(
            WriteTransaction transaction, Collection<String> skus, OneTransaction.Plan plan)
            throws SQLException {
          return Levels.lock(transaction.connection(), transaction.shop(), skus);
        }

        @Override
        public void write(WriteTransaction transaction, Decision decision) throws SQLException {
          Levels.update(transaction.connection(), transaction.shop(), decision.levels());
        }
      };

  private final OneTransaction transaction;

  PessimisticStrategy(OneTransaction transaction) {
    this.transaction = transaction;
  }

  @Override
  public String name() {
    return "pessimistic";
  }

  @Override
  public Verdict execute(Command command, Deadline deadline, int attempt) {
    return transaction.execute(command, deadline, LOCKED);
  }
}
