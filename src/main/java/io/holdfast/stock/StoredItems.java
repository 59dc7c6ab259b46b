package io.holdfast.stock;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads items with their levels, each query in one statement. Stateless. */
final class StoredItems {

  private static final String WITH_LEVELS =
      """
      SELECT i.*, i.version AS item_version, l.location, l.on_hand, l.reserved,
             l.version AS level_version
      FROM (%s) i LEFT JOIN stock_level l ON l.shop = i.shop AND l.sku = i.sku
      ORDER BY i.sku, l.location""";

  private static final String ONE =
      WITH_LEVELS.formatted("SELECT * FROM item WHERE shop = ? AND sku = ? AND deleted_at IS NULL");

  private static final String LIST =
      WITH_LEVELS.formatted(
          """
          SELECT * FROM item WHERE shop = ? AND deleted_at IS NULL AND sku > ?
            AND (?::text IS NULL OR sku ILIKE ? OR name ILIKE ?)
          ORDER BY sku LIMIT ?""");

  // OFFSET 0 makes it a look-up by key per item, whatever the planner knows of the shop.
  private static final String LIST_LOW =
      WITH_LEVELS.formatted(
          """
          SELECT item.* FROM low_stock low CROSS JOIN LATERAL (
            SELECT * FROM item WHERE shop = low.shop AND sku = low.sku OFFSET 0) item
          WHERE low.shop = ? AND deleted_at IS NULL AND low.sku > ?
            AND (?::text IS NULL OR low.sku ILIKE ? OR name ILIKE ?)
          ORDER BY low.sku LIMIT ?""");

  private StoredItems() {}

  static Optional<ItemView> find(Connection connection, String shop, String sku)
      throws SQLException {
    try (var select = connection.prepareStatement(ONE)) {
      select.setString(1, shop);
      select.setString(2, sku);
      return collect(select).stream().findAny();
    }
  }

  static List<ItemView> list(Connection connection, String shop, ItemFilter filter, int limit)
      throws SQLException {
    try (var select = connection.prepareStatement(filter.lowStock() ? LIST_LOW : LIST)) {
      var pattern = filter.text() == null ? null : "%" + escaped(filter.text()) + "%";
      select.setString(1, shop);
      select.setString(2, filter.after() == null ? "" : filter.after());
      select.setString(3, pattern);
      select.setString(4, pattern);
      select.setString(5, pattern);
      select.setInt(6, limit);
      return collect(select);
    }
  }

  private static String escaped(String text) {
    return text.replaceAll("[\\\\%_]", "\\\\$0");
  }

  private static List<ItemView> collect(PreparedStatement select) throws SQLException {
    try (var row = select.executeQuery()) {
      var items = new ArrayList<ItemView>();
      var levels = new ArrayList<LevelView>();
      var more = row.next();
      while (more) {
        var sku = row.getString("sku");
        var header = header(row);
        levels.clear();
        do {
          if (row.getString("location") != null) {
            levels.add(level(row));
          }
          more = row.next();
        } while (more && sku.equals(row.getString("sku")));
        items.add(withLevels(header, levels));
      }
      return items;
    }
  }

  private static ItemView header(ResultSet row) throws SQLException {
    return new ItemView(
        row.getString("sku"),
        row.getString("name"),
        0,
        0,
        0,
        row.getLong("backorder_limit"),
        row.getObject("low_stock_threshold", Long.class),
        row.getObject("max_per_order", Long.class),
        row.getObject("max_per_customer", Long.class),
        row.getLong("item_version"),
        List.of(),
        row.getObject("created_at", OffsetDateTime.class).toInstant(),
        row.getObject("updated_at", OffsetDateTime.class).toInstant());
  }

  private static LevelView level(ResultSet row) throws SQLException {
    return LevelView.from(
        new Level(
            row.getString("sku"),
            row.getString("location"),
            row.getLong("on_hand"),
            row.getLong("reserved"),
            row.getLong("level_version")));
  }

  private static ItemView withLevels(ItemView item, List<LevelView> levels) {
    var onHand = levels.stream().mapToLong(LevelView::onHand).sum();
    var reserved = levels.stream().mapToLong(LevelView::reserved).sum();
    return new ItemView(
        item.sku(),
        item.name(),
        onHand,
        reserved,
        onHand - reserved,
        item.backorderLimit(),
        item.lowStockThreshold(),
        item.maxPerOrder(),
        item.maxPerCustomer(),
        item.version(),
        List.copyOf(levels),
        item.createdAt(),
        item.updatedAt());
  }
}
