package io.holdfast.reservation.strategy;

import io.holdfast.platform.database.Deadline;
import io.holdfast.reservation.decision.Command;
import io.holdfast.reservation.decision.Verdict;
import jakarta.enterprise.context.ApplicationScoped;

/**
 * Versions: nobody waits, and whoever writes second is told so and starts again from fresh reads.
 * Good where two buyers seldom want the same SKU at once.
 */
@ApplicationScoped
class OptimisticStrategy implements OneByOneStrategy {

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
  public Verdict execute(Command command, Deadline deadline, int attempt) {
    return transaction.execute(command, deadline, new VersionedStock(name(), lockWait));
  }
}
