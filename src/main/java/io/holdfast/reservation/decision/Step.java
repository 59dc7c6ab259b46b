package io.holdfast.reservation.decision;

import org.jspecify.annotations.Nullable;

/** What a command does to its order. */
sealed interface Step {

  /**
   * It is taken, or was already.
   *
   * @param event what it is called as an event; null where nothing changes
   */
  record Taken(Order after, @Nullable String event) implements Step {}

  record Refused(Verdict verdict) implements Step {}
}
