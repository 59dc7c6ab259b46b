package io.holdfast.stock;

import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A row of the ledger as callers see it. */
@RegisterForReflection
public record MovementView(
    String id,
    String sku,
    String location,
    String kind,
    long onHandDelta,
    long reservedDelta,
    long onHandAfter,
    long reservedAfter,
    long levelVersion,
    @Nullable UUID orderId,
    @Nullable String reason,
    @Nullable String reference,
    String actor,
    Instant at) {

  /** A movement of a transaction, at its moment. */
  public static MovementView from(Movement movement, Instant at) {
    return new MovementView(
        // No colon can be in a SKU or a location.
        movement.sku() + ":" + movement.location() + ":" + movement.version(),
        movement.sku(),
        movement.location(),
        movement.kind().label(),
        movement.onHandDelta(),
        movement.reservedDelta(),
        movement.onHandAfter(),
        movement.reservedAfter(),
        movement.version(),
        movement.orderId(),
        movement.reason(),
        movement.reference(),
        movement.actor(),
        at);
  }
}
