package io.holdfast.invariant;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Something that is always true of a shop's books. Each is one statement, so that it looks at one
 * moment even while orders come in; its rows are the violations, in words.
 */
enum Invariant {
  STOCK_WITHIN_BOUNDS(
      "Nothing is promised that is not there, but for backorders within their limit.",
      """
      SELECT format('%s at %s: %s reserved of %s on hand', l.sku, l.location, l.reserved, l.on_hand)
      FROM stock_level l JOIN item i ON i.shop = l.shop AND i.sku = l.sku
      WHERE l.shop = ? AND (l.reserved < 0 OR l.on_hand < 0
        OR l.reserved > l.on_hand + i.backorder_limit
        OR l.backorder_limit <> i.backorder_limit)
      LIMIT 100"""),

  COUNTERS_EQUAL_LEDGER(
      "Each level is the sum of its movements.",
      """
      SELECT format('%s at %s: on hand %s, ledger %s; reserved %s, ledger %s', sku, location,
        l.on_hand, m.on_hand, l.reserved, m.reserved)
      FROM (SELECT * FROM stock_level WHERE shop = ?) l
      FULL JOIN (
        SELECT sku, location, sum(on_hand_delta) AS on_hand, sum(reserved_delta) AS reserved
        FROM stock_movement WHERE shop = ? GROUP BY sku, location) m USING (sku, location)
      WHERE l.on_hand IS DISTINCT FROM coalesce(m.on_hand, 0)
        OR l.reserved IS DISTINCT FROM coalesce(m.reserved, 0)
      LIMIT 100"""),

  COUNTERS_EQUAL_ALLOCATIONS(
      "What is reserved of a level is what orders have allocated there, and what they do not wait for"
          + " is there.",
      """
      SELECT format('%s at %s: %s reserved, %s allocated; %s of them not waited for, %s on hand',
        sku, location, l.reserved, coalesce(a.quantity, 0), coalesce(a.arrived, 0), l.on_hand)
      FROM (SELECT * FROM stock_level WHERE shop = ?) l
      FULL JOIN (
        SELECT sku, location, sum(quantity) AS quantity, sum(quantity - backordered) AS arrived
        FROM allocation WHERE shop = ? GROUP BY sku, location) a USING (sku, location)
      WHERE l.reserved IS DISTINCT FROM coalesce(a.quantity, 0) OR a.arrived > l.on_hand
      LIMIT 100"""),

  LEDGER_WITHOUT_GAPS(
      "Every version of a level has its movement, and each starts where the one before ended.",
      """
      SELECT format('%s at %s: version %s does not follow', sku, location, version)
      FROM (
        SELECT sku, location, version,
          version = lag(version, 1, 0::bigint) OVER history + 1
          AND on_hand_after = lag(on_hand_after, 1, 0::bigint) OVER history + on_hand_delta
          AND reserved_after = lag(reserved_after, 1, 0::bigint) OVER history + reserved_delta
          AS follows
        FROM stock_movement WHERE shop = ?
        WINDOW history AS (PARTITION BY sku, location ORDER BY version)) m
      WHERE NOT follows
      UNION ALL
      SELECT format('%s at %s: version %s is not in the ledger', sku, location, version)
      FROM stock_level l
      WHERE shop = ? AND version <> (
        SELECT coalesce(max(m.version), 0) FROM stock_movement m
        WHERE m.shop = l.shop AND m.sku = l.sku AND m.location = l.location)
      LIMIT 100"""),

  ORDERS_WHOLE(
      "An order is there with all its lines, and they have what they say.",
      """
      SELECT format('order %s, %s', coalesce(o.id, l.order_id), coalesce(l.sku, 'without lines'))
      FROM (SELECT * FROM orders WHERE shop = ?) o
      FULL JOIN (
        SELECT order_line.*, coalesce(a.reserved, 0) AS allocated, coalesce(a.waiting, 0) AS waiting,
          coalesce(a.shipped, 0) AS shipped
        FROM order_line LEFT JOIN (
          SELECT order_id, sku, sum(quantity - backordered) AS reserved,
            sum(backordered) AS waiting, sum(shipped) AS shipped
          FROM allocation WHERE shop = ? GROUP BY order_id, sku) a USING (order_id, sku)
        WHERE shop = ?) l ON l.order_id = o.id
      WHERE
      """
          + RecentOrders.BROKEN
          + "LIMIT 100"),

  RESERVATIONS_END_ONCE(
      "What an order took from a level it gave back at most once.",
      """
      SELECT format('order %s, %s at %s: ledger %s, allocated %s', order_id, sku, location,
        coalesce(m.reserved, 0), coalesce(a.quantity, 0))
      FROM (
        SELECT order_id, sku, location, sum(reserved_delta) AS reserved FROM stock_movement
        WHERE shop = ? AND order_id IS NOT NULL GROUP BY order_id, sku, location) m
      FULL JOIN (SELECT * FROM allocation WHERE shop = ?) a USING (order_id, sku, location)
      WHERE coalesce(m.reserved, 0) <> coalesce(a.quantity, 0)
      LIMIT 100"""),

  PURCHASES_EQUAL_ORDERS(
      "Where purchases are limited, what a customer bought is what the orders say.",
      """
      SELECT format('%s of %s: %s bought, %s in orders', sku, customer, coalesce(p.bought, 0),
        coalesce(o.bought, 0))
      FROM (SELECT * FROM purchase WHERE shop = ?) p
      FULL JOIN (
        SELECT l.sku, o.customer,
          sum(l.reserved + l.backordered + l.fulfilled - l.returned) AS bought
        FROM order_line l JOIN orders o ON o.shop = l.shop AND o.id = l.order_id
        WHERE l.shop = ? AND l.counted GROUP BY l.sku, o.customer) o USING (sku, customer)
      WHERE coalesce(p.bought, 0) <> coalesce(o.bought, 0)
      LIMIT 100"""),

  EVENTS_IN_BATCHES(
      "An event belongs to a transaction that stands.",
      """
      SELECT format('event %s of batch %s', e.position, e.batch_id)
      FROM event e LEFT JOIN batch b ON b.shop = e.shop AND b.id = e.batch_id
      WHERE e.shop = ? AND (b.id IS NULL OR b.void)
      LIMIT 100""");

  /** Those that a check of what is new can find violated. */
  static final List<Invariant> RECENT =
      List.of(STOCK_WITHIN_BOUNDS, COUNTERS_EQUAL_LEDGER, LEDGER_WITHOUT_GAPS, ORDERS_WHOLE);

  private final String meaning;
  private final String sql;

  Invariant(String meaning, String sql) {
    this.meaning = meaning;
    this.sql = sql;
  }

  /**
   * Whether it is known to hold by a check of what is new alone: of the orders that looks at some
   * only, of a level at the rest of what was checked before.
   */
  boolean settledByRecent() {
    return this != ORDERS_WHOLE && RECENT.contains(this);
  }

  /** The name as callers see it. */
  String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The one of that name as callers see it. */
  static Invariant labelled(String label) {
    return valueOf(label.replace('-', '_').toUpperCase(Locale.ROOT));
  }

  /** What is true, for people. */
  String meaning() {
    return meaning;
  }

  /** Selects the violations; every parameter is the shop. */
  String sql() {
    return sql;
  }

  int parameters() {
    return (int) Arrays.stream(sql.split("")).filter("?"::equals).count();
  }
}
