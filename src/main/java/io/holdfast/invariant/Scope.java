package io.holdfast.invariant;

import io.holdfast.platform.problem.Problem;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How much of the books a check reads. */
enum Scope {
  /** What is new since the last check of its kind. */
  RECENT,
  /** Everything, again. */
  FULL;

  /** The name as callers and tables write it. */
  String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * The scope that a caller names; everything where none is named.
   *
   * @throws Problem {@code validation} for any other name
   */
  static Scope named(@Nullable String label) {
    if (label == null || label.equals(FULL.label())) {
      return FULL;
    }
    if (label.equals(RECENT.label())) {
      return RECENT;
    }
    throw Problem.invalid("scope", "must be one of full, recent");
  }
}
