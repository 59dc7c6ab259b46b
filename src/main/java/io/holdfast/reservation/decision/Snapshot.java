package io.holdfast.reservation.decision;

import io.holdfast.idempotency.IdempotencyKey;
import io.holdfast.idempotency.KeyedResponse;
import io.holdfast.stock.ItemPolicy;
import io.holdfast.stock.Level;
import io.holdfast.stock.Location;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * All that a decision rests on, protected by locks or by versions. Immutable.
 *
 * @param now by the database's clock
 * @param levels all locations of all SKUs concerned
 * @param items those of the SKUs concerned that exist
 * @param locations all of the shop's, in the order in which they are asked for stock
 * @param orders those that commands want to change
 * @param keys what is on record under the commands' keys
 * @param bought what the commands' customers have bought of items that limit it
 * @param holds how many live holds the principals have that place held orders, where they may not
 *     have any number
 * @param backorders who waits for the SKUs that are to be filled, longest first; those behind all
 *     orders that commands want to change are taken together
 * @param claims what is waited for of SKUs that are missing at one location and free at another
 *     that sells
 */
public record Snapshot(
    Instant now,
    List<Level> levels,
    Map<String, ItemPolicy> items,
    List<Location> locations,
    Map<UUID, Order> orders,
    Map<IdempotencyKey, KeyedResponse> keys,
    Map<Purchase, Long> bought,
    Map<String, Long> holds,
    List<Backorder> backorders,
    List<Claim> claims) {

  /** The same with other levels. */
  public Snapshot withLevels(List<Level> these) {
    return new Snapshot(
        now, these, items, locations, orders, keys, bought, holds, backorders, claims);
  }
}
