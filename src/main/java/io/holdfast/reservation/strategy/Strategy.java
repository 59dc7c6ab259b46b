package io.holdfast.reservation.strategy;

import io.holdfast.platform.database.Deadline;
import io.holdfast.platform.database.RetryableException;
import io.holdfast.reservation.decision.Command;
import io.holdfast.reservation.decision.Verdict;

/**
 * A discipline of taking turns at stock. Every one of them decides with {@code Decide} and leaves
 * the same rows behind; they differ in how they keep others from the stock meanwhile. Thread-safe.
 */
public interface Strategy {

  /**
   * The value of {@code holdfast.reservation.strategy} that selects it, and its label in metrics.
   */
  String name();

  /**
   * Carries one command out, in one transaction, once.
   *
   * @param attempt 1 for the first; the earlier ones ended in conflicts or lost connections
   * @throws RetryableException nothing was written; the caller may run the command again
   */
  Verdict execute(Command command, Deadline deadline, int attempt);
}
