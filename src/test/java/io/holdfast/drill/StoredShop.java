package io.holdfast.drill;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * What the tables say of a shop, read directly.
 *
 * @param orders by id
 * @param keys bodies of the answers on record
 * @param movements versions of levels that adjustments made, as {@code sku:version}, with the delta
 * @param levels by SKU, at all locations
 * @param events how many there are
 */
record StoredShop(
    Map<String, StoredOrder> orders,
    Map<String, String> keys,
    Map<String, Long> movements,
    Map<String, StoredLevel> levels,
    Set<String> oversold,
    long events) {

  /**
   * An order.
   *
   * @param units of all its lines, as asked for
   */
  record StoredOrder(String reference, String status, long version, long units) {}

  record StoredLevel(long onHand, long reserved) {}

  private interface Row {
    void read(ResultSet row) throws SQLException;
  }

  static StoredShop read(Connection connection, String shop) throws SQLException {
    var orders = new HashMap<String, StoredOrder>();
    each(
        connection,
        """
        SELECT o.id, o.reference, o.status, o.version, sum(l.requested)
        FROM orders o LEFT JOIN order_line l ON l.shop = o.shop AND l.order_id = o.id
        WHERE o.shop = ? GROUP BY 1, 2, 3, 4""",
        shop,
        row ->
            orders.put(
                row.getString(1),
                new StoredOrder(
                    row.getString(2), row.getString(3), row.getLong(4), row.getLong(5))));
    var keys = new HashMap<String, String>();
    each(
        connection,
        "SELECT key, body FROM idempotency_record WHERE shop = ?",
        shop,
        row -> keys.put(row.getString(1), new String(row.getBytes(2), UTF_8)));
    var movements = new HashMap<String, Long>();
    each(
        connection,
        """
        SELECT sku || ':' || version, on_hand_delta FROM stock_movement
        WHERE shop = ? AND order_id IS NULL AND version > 1""",
        shop,
        row -> movements.put(row.getString(1), row.getLong(2)));
    var levels = new HashMap<String, StoredLevel>();
    var oversold = new HashSet<String>();
    each(
        connection,
        "SELECT sku, sum(on_hand), sum(reserved) FROM stock_level WHERE shop = ? GROUP BY sku",
        shop,
        row -> {
          var level = new StoredLevel(row.getLong(2), row.getLong(3));
          levels.put(row.getString(1), level);
          if (level.reserved() > level.onHand()) {
            oversold.add(row.getString(1) + " " + level);
          }
        });
    var events = new long[1];
    each(
        connection,
        "SELECT count(*) FROM event WHERE shop = ?",
        shop,
        row -> events[0] = row.getLong(1));
    return new StoredShop(orders, keys, movements, levels, oversold, events[0]);
  }

  private static void each(Connection connection, String sql, String shop, Row reader)
      throws SQLException {
    try (var statement = connection.prepareStatement(sql)) {
      statement.setString(1, shop);
      try (var row = statement.executeQuery()) {
        while (row.next()) {
          reader.read(row);
        }
      }
    }
  }
}
