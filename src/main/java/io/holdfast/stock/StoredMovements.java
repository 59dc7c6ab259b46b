package io.holdfast.stock;

import io.holdfast.platform.http.Cursor;
import io.holdfast.platform.http.Page;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Reads the ledger of an item, newest first: the histories of its levels, each ordered by version,
 * merged by time. A cursor names the SKU and says for every level how far it was read, so that no
 * page scans what earlier ones have shown. Stateless.
 */
final class StoredMovements {

  private static final String SELECT =
      """
      SELECT m.* FROM unnest(?::text[], ?::int8[]) AS level (location, bound)
      CROSS JOIN LATERAL (
        SELECT * FROM stock_movement
        WHERE shop = ? AND sku = ? AND location = level.location AND version < level.bound
        ORDER BY version DESC LIMIT ?) m
      ORDER BY m.at DESC, m.location, m.version DESC LIMIT ?""";

  private StoredMovements() {}

  /**
   * A page of the item's ledger; empty where it has none.
   *
   * @throws io.holdfast.platform.problem.Problem {@code validation} for a cursor of another list
   */
  static Page<MovementView> page(
      Connection connection, String shop, String sku, @Nullable String after, int limit)
      throws SQLException {
    var cursor = Cursor.parts(after);
    var bounds = cursor == null ? newest(connection, shop, sku) : bounds(cursor, sku);
    var rows = rows(connection, shop, sku, bounds, limit + 1);
    if (rows.size() <= limit) {
      return new Page<>(rows, null);
    }
    var shown = rows.subList(0, limit);
    shown.forEach(movement -> bounds.put(movement.location(), movement.levelVersion()));
    var parts = new ArrayList<Object>(List.of(sku));
    bounds.forEach(
        (location, bound) -> {
          parts.add(location);
          parts.add(bound);
        });
    return new Page<>(List.copyOf(shown), Cursor.of(parts.toArray()));
  }

  private static Map<String, Long> newest(Connection connection, String shop, String sku)
      throws SQLException {
    var bounds = new LinkedHashMap<String, Long>();
    for (var level : Levels.read(connection, shop, List.of(sku))) {
      bounds.put(level.location(), level.version() + 1);
    }
    return bounds;
  }

  private static Map<String, Long> bounds(List<String> cursor, String sku) {
    if (cursor.size() % 2 != 1 || cursor.size() == 1 || !cursor.get(0).equals(sku)) {
      throw Cursor.invalid();
    }
    var bounds = new LinkedHashMap<String, Long>();
    for (var i = 1; i < cursor.size(); i += 2) {
      if (!cursor.get(i + 1).matches("\\d{1,18}")) {
        throw Cursor.invalid();
      }
      bounds.put(cursor.get(i), Long.parseLong(cursor.get(i + 1)));
    }
    return bounds;
  }

  private static List<MovementView> rows(
      Connection connection, String shop, String sku, Map<String, Long> bounds, int limit)
      throws SQLException {
    try (var select = connection.prepareStatement(SELECT)) {
      select.setArray(1, connection.createArrayOf("text", bounds.keySet().toArray()));
      select.setArray(2, connection.createArrayOf("int8", bounds.values().toArray()));
      select.setString(3, shop);
      select.setString(4, sku);
      select.setInt(5, limit);
      select.setInt(6, limit);
      try (var row = select.executeQuery()) {
        var movements = new ArrayList<MovementView>();
        while (row.next()) {
          movements.add(movement(row));
        }
        return movements;
      }
    }
  }

  private static MovementView movement(ResultSet row) throws SQLException {
    return MovementView.from(
        new Movement(
            row.getString("sku"),
            row.getString("location"),
            row.getLong("version"),
            MovementKind.valueOf(row.getString("kind").toUpperCase(Locale.ROOT)),
            row.getLong("on_hand_delta"),
            row.getLong("reserved_delta"),
            row.getLong("on_hand_after"),
            row.getLong("reserved_after"),
            row.getObject("order_id", UUID.class),
            row.getString("reason"),
            row.getString("reference"),
            row.getString("actor")),
        row.getObject("at", OffsetDateTime.class).toInstant());
  }
}
