package io.holdfast.reservation.strategy;

import io.holdfast.platform.database.Deadline;
import io.holdfast.platform.database.RetryableException;
import io.holdfast.reservation.decision.Command;
import io.holdfast.reservation.decision.Verdict;

/** A strategy with a transaction for every order, and a thread that waits for it. Thread-safe. */
public interface OneByOneStrategy extends Strategy {

  /**
   * Carries one command out, in one transaction, once.
   *
   * @param attempt 1 for the first; the earlier ones ended in conflicts or lost connections
   * @throws RetryableException nothing was written; the caller may run the command again
   */
  Verdict execute(Command command, Deadline deadline, int attempt);
}
