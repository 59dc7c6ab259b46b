package io.holdfast.reservation.strategy;

import io.holdfast.platform.database.Deadline;
import io.holdfast.platform.database.WriteTransaction;
import io.holdfast.reservation.decision.Command;
import io.holdfast.reservation.decision.Decision;
import io.holdfast.reservation.decision.Verdict;
import io.holdfast.stock.Level;
import io.holdfast.stock.VersionedLevels;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;

/**
 * Versions: nobody waits, and whoever writes second is told so and starts again from fresh reads.
 * Good where two buyers seldom want the same SKU at once.
 */
@ApplicationScoped
class OptimisticStrategy implements Strategy {

  private final OneTransaction.StockAccess versioned =
      new OneTransaction.StockAccess() {
        @Override
        public List<Level> take(
            WriteTransaction transaction, Collection<String> skus, OneTransaction.Plan plan) {
          return VersionedLevels.read(transaction.shop(), skus);
        }

        @Override
        public void write(WriteTransaction transaction, Decision decision) throws SQLException {
          // A version is compared under the row's lock, for which an UPDATE waits like any other.
          lockWait.time(
              name(),
              () -> {
                VersionedLevels.write(transaction.shop(), decision.levels());
                return decision;
              });
        }
      };

  private final OneTransaction transaction;
  private final LockWait lockWait;

  OptimisticStrategy(OneTransaction transaction, LockWait lockWait) {
    this.transaction = transaction;
    this.lockWait = lockWait;
  }

  @Override
  public String name() {
    return "optimistic";
  }

  @Override
  public Verdict execute(Command command, Deadline deadline) {
    return transaction.execute(command, deadline, versioned);
  }
}
