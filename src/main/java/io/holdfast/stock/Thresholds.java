package io.holdfast.stock;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.holdfast.event.Event;
import io.holdfast.platform.database.WriteTransaction;
import io.holdfast.platform.http.Json;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Tells when an item runs low, sells out or is back. Its available units count, over all its
 * locations, whether active or not: what the item itself says. It is low at or below its threshold,
 * and never without one; it is sold out where nothing can be sold, not even on backorder. Whether
 * it is low is kept in a row beside it, which is written only when that changes. Stateless.
 */
public final class Thresholds {

  /**
   * How an item stands.
   *
   * @param available units over all locations, negative where some are backordered
   */
  private record Standing(ItemPolicy item, long available) {

    boolean low() {
      return item.lowStockThreshold() != null && available <= item.lowStockThreshold();
    }

    boolean soldOut() {
      return available + item.backorderLimit() <= 0;
    }
  }

  /** What the event of a crossing says. */
  @RegisterForReflection
  record Notice(
      String sku, long available, long backorderLimit, @Nullable Long lowStockThreshold) {}

  private static final String IS_LOW =
      """
      (SELECT coalesce(sum(l.on_hand - l.reserved), 0) FROM stock_level l
       WHERE l.shop = i.shop AND l.sku = i.sku) <= i.low_stock_threshold""";

  private static final String INSERT =
      """
      INSERT INTO low_stock (shop, sku)
      SELECT i.shop, i.sku FROM item i
      WHERE i.shop = ? AND i.sku = ANY (?) AND i.deleted_at IS NULL AND %s
      ON CONFLICT DO NOTHING"""
          .formatted(IS_LOW);

  private static final String DELETE =
      """
      DELETE FROM low_stock USING item i
      WHERE low_stock.shop = ? AND low_stock.sku = ANY (?)
        AND i.shop = low_stock.shop AND i.sku = ANY (?) AND i.sku = low_stock.sku
        AND (i.deleted_at IS NOT NULL OR (%s) IS NOT TRUE)"""
          .formatted(IS_LOW);

  private Thresholds() {}

  /**
   * Appends the rows of what has become low, or no longer is, to the transaction's writes; to be
   * called when the writes of the levels are appended. Nothing where nothing is crossed.
   *
   * @param levels all levels of the SKUs concerned, as they were locked
   * @param movements what happened to them
   * @param items those of the SKUs that exist
   * @return the events to append
   */
  public static List<Event> append(
      WriteTransaction transaction,
      Collection<Level> levels,
      List<Movement> movements,
      Map<String, ItemPolicy> items)
      throws SQLException {
    return append(transaction, levels, movements, items, items);
  }

  /** Like the other, where items are new or their thresholds may have changed too. */
  static List<Event> append(
      WriteTransaction transaction,
      Collection<Level> levels,
      List<Movement> movements,
      Map<String, ItemPolicy> before,
      Map<String, ItemPolicy> after)
      throws SQLException {
    var deltas = new LinkedHashMap<String, Long>();
    for (var movement : movements) {
      deltas.merge(movement.sku(), movement.onHandDelta() - movement.reservedDelta(), Long::sum);
    }
    deltas.values().removeIf(delta -> delta == 0);
    if (before != after) {
      after.forEach(
          (sku, item) -> {
            if (!item.equals(before.get(sku))) {
              deltas.putIfAbsent(sku, 0L);
            }
          });
    }
    var sums = new HashMap<String, Long>();
    for (var level : levels) {
      if (deltas.containsKey(level.sku())) {
        sums.merge(level.sku(), level.available(), Long::sum);
      }
    }
    var events = new ArrayList<Event>();
    var changed = new ArrayList<String>();
    deltas.forEach(
        (sku, delta) -> {
          var item = after.get(sku);
          if (item != null) {
            var known = before.get(sku);
            var available = sums.getOrDefault(sku, 0L);
            cross(
                known == null ? null : new Standing(known, available),
                new Standing(item, available + delta),
                events,
                changed);
          }
        });
    settle(transaction, changed);
    return events;
  }

  /** Appends the rows of these SKUs as the levels, when they are written, say. */
  static void settle(WriteTransaction transaction, List<String> skus) throws SQLException {
    if (!skus.isEmpty()) {
      var writes = transaction.writes();
      var array = writes.array("text", skus.stream().sorted().toArray());
      writes.add(DELETE, transaction.shop(), array, array);
      writes.add(INSERT, transaction.shop(), array);
    }
  }

  /** A new item may be low from the start, but not sold out: nobody has missed it yet. */
  private static void cross(
      @Nullable Standing before, Standing after, List<Event> events, List<String> changed) {
    if ((before != null && before.low()) != after.low()) {
      changed.add(after.item().sku());
      if (after.low()) {
        events.add(event("item.low-stock", after));
      }
    }
    if (before != null && before.soldOut() != after.soldOut()) {
      events.add(event(after.soldOut() ? "item.sold-out" : "item.back-in-stock", after));
    }
  }

  private static Event event(String type, Standing item) {
    var notice =
        new Notice(
            item.item().sku(),
            item.available(),
            item.item().backorderLimit(),
            item.item().lowStockThreshold());
    return new Event(type, item.item().sku(), new String(Json.write(notice), UTF_8));
  }
}
