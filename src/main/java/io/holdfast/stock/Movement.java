package io.holdfast.stock;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One change of one level: a row of the ledger. Immutable.
 *
 * @param version the level's version after the change; its place in the level's history
 * @param actor the principal on whose behalf the stock changed
 */
public record Movement(
    String sku,
    String location,
    long version,
    MovementKind kind,
    long onHandDelta,
    long reservedDelta,
    long onHandAfter,
    long reservedAfter,
    @Nullable UUID orderId,
    @Nullable String reason,
    @Nullable String reference,
    String actor) {

  /** The movement that turned {@code before} into {@code after}. */
  public static Movement between(
      MovementKind kind,
      Level before,
      Level after,
      @Nullable UUID orderId,
      @Nullable String reason,
      @Nullable String reference,
      String actor) {
    return new Movement(
        after.sku(),
        after.location(),
        after.version(),
        kind,
        after.onHand() - before.onHand(),
        after.reserved() - before.reserved(),
        after.onHand(),
        after.reserved(),
        orderId,
        reason,
        reference,
        actor);
  }
}
