package io.holdfast.reservation.strategy;

import io.holdfast.platform.database.Deadline;
import io.holdfast.reservation.decision.Command;
import io.holdfast.reservation.decision.Verdict;
import jakarta.enterprise.context.ApplicationScoped;

/**
 * Row locks: whoever comes second waits. Locks are taken in the same order by all, so nobody waits
 * in a circle.
 */
@ApplicationScoped
class PessimisticStrategy implements OneByOneStrategy {

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
  public Verdict execute(Command command, Deadline deadline, int attempt) {
    return transaction.execute(command, deadline, new LockedStock(name(), lockWait));
  }
}
