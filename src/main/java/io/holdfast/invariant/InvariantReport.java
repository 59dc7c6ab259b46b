package io.holdfast.invariant;

import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.List;

/**
 * What a check of a shop's books found.
 *
 * @param scope how much it read
 */
@RegisterForReflection
record InvariantReport(boolean ok, Instant checkedAt, String scope, List<Check> checks) {

  /**
   * One invariant.
   *
   * @param violations in words, at most 100
   */
  @RegisterForReflection
  record Check(String name, boolean ok, List<String> violations) {}
}
