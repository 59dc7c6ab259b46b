package io.holdfast.invariant;

import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.List;

/** What a check of a shop's books found. */
@RegisterForReflection
record InvariantReport(boolean ok, Instant checkedAt, List<Check> checks) {

  /**
   * One invariant.
   *
   * @param violations in words, at most 100
   */
  @RegisterForReflection
  record Check(String name, boolean ok, List<String> violations) {}
}
