package io.holdfast.reservation.strategy;

import io.holdfast.platform.database.Deadline;
import io.holdfast.platform.database.WriteTransaction;
import io.holdfast.reservation.decision.Command;
import io.holdfast.reservation.decision.Decision;
import io.holdfast.reservation.decision.Verdict;
import io.holdfast.stock.Level;
import io.holdfast.stock.VersionedLevels;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.List;

/**
 * Versions: nobody waits, and whoever writes second is told so and starts again from fresh reads.
 * Good where two buyers seldom want the same SKU at once.
 */
@ApplicationScoped
class OptimisticStrategy implements Strategy {

  private static final OneTransaction.StockAccess VERSIONED =
      new OneTransaction.StockAccess() {
        @Override
        public List<Level> take(
            WriteTransaction transaction, Collection<String> skus, OneTransaction.Plan plan) {
          return VersionedLevels.read(transaction.shop(), skus);
        }

        @Override
        public void write(WriteTransaction transaction, Decision decision) {
          VersionedLevels.write(transaction.shop(), decision.levels());
        }
      };

  private final OneTransaction transaction;

  OptimisticStrategy(OneTransaction transaction) {
    this.transaction = transaction;
  }

  @Override
  public String name() {
    return "optimistic";
  }

  @Override
  public Verdict execute(Command command, Deadline deadline, int attempt) {
    return transaction.execute(command, deadline, VERSIONED);
  }
}
