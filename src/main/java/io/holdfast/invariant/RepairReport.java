package io.holdfast.invariant;

import io.holdfast.stock.Level;
import io.quarkus.runtime.annotations.RegisterForReflection;
import org.jspecify.annotations.Nullable;

/**
 * A level beside its ledger, and what was done about it.
 *
 * @param counters what the level said before
 * @param ledger what its ledger adds up to
 * @param allocated units that orders have there; null where they could not be counted in time
 * @param explanation for people
 * @param applied whether the level was written
 */
@RegisterForReflection
record RepairReport(
    String sku,
    String location,
    Side counters,
    Side ledger,
    @Nullable Long allocated,
    String explanation,
    boolean applied) {

  /** One of the two. */
  @RegisterForReflection
  record Side(long onHand, long reserved, long version) {

    static Side of(Level level) {
      return new Side(level.onHand(), level.reserved(), level.version());
    }
  }
}
