package io.holdfast.reservation.decision;

import io.holdfast.stock.Level;
import io.holdfast.stock.Movement;
import java.util.List;

/**
 * What is to be answered and written. Immutable.
 *
 * @param verdicts one per command, in their order
 * @param levels the changed levels as they are afterwards, in lock order
 * @param movements every change of a level, oldest first
 */
public record Decision(List<Verdict> verdicts, List<Level> levels, List<Movement> movements) {

  /** Whether anything has to be committed before the verdicts may be told. */
  public boolean needsCommit() {
    return verdicts.stream().anyMatch(Verdict::needsCommit);
  }
}
