package io.holdfast.reservation.decision;

import io.holdfast.stock.Level;
import io.holdfast.stock.Movement;
import java.util.List;
import java.util.Map;

/**
 * What is to be answered and written. Immutable.
 *
 * @param verdicts one per command, in their order
 * @param levels the changed levels as they are afterwards, in lock order
 * @param movements every change of a level, oldest first
 * @param changes every change of an order, oldest first
 * @param purchases units more or less that a customer has bought of an item, where that counts
 */
public record Decision(
    List<Verdict> verdicts,
    List<Level> levels,
    List<Movement> movements,
    List<OrderChange> changes,
    Map<Purchase, Long> purchases) {

  /** Whether anything has to be committed before the verdicts may be told. */
  public boolean needsCommit() {
    return verdicts.stream().anyMatch(Verdict::needsCommit);
  }
}
