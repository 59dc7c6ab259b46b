package io.holdfast.stock;

import io.holdfast.platform.database.BulkInsert;
import io.holdfast.platform.database.Script;
import io.holdfast.platform.database.WriteTransaction;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The table of stock levels in plain SQL. Always all locations of a SKU at once, in lock order.
 * Stateless.
 */
public final class Levels {

  private static final String SELECT =
      """
      SELECT sku, location, on_hand, reserved, version FROM stock_level
      WHERE shop = ? AND sku = ANY (?) ORDER BY sku, location""";

  /** A level that is new, and how much of its item may be promised beyond what there is. */
  record Opened(Level level, long backorderLimit) {}

  private static final BulkInsert<Opened> INSERT =
      BulkInsert.<Opened>into("stock_level")
          .constant("shop")
          .column("sku", "text", opened -> opened.level().sku())
          .column("location", "text", opened -> opened.level().location())
          .column("on_hand", "int8", opened -> opened.level().onHand())
          .column("reserved", "int8", opened -> opened.level().reserved())
          .column("version", "int8", opened -> opened.level().version())
          .column("backorder_limit", "int8", Opened::backorderLimit)
          .build();

  private Levels() {}

  /** The levels of these SKUs as of now; they may have changed a moment later. */
  public static List<Level> read(Connection connection, String shop, Collection<String> skus)
      throws SQLException {
    return select(connection, SELECT, shop, skus);
  }

  /**
   * The levels of these SKUs, locked up to the end of the transaction. Not {@code FOR UPDATE}: that
   * would also stop those who only refer to the row.
   */
  public static List<Level> lock(Connection connection, String shop, Collection<String> skus)
      throws SQLException {
    return select(connection, SELECT + " FOR NO KEY UPDATE", shop, skus);
  }

  /**
   * Appends a query that locks the levels of these SKUs, and of those that a sub-select yields.
   *
   * @param wait what to do about rows that somebody else has locked: empty to wait, or {@code SKIP
   *     LOCKED}
   * @param more SQL that selects SKUs, or null
   * @return filled when the script runs, in lock order
   */
  public static List<Level> lock(
      Script script,
      String shop,
      Collection<String> skus,
      String wait,
      @Nullable String more,
      Object... parametersOfMore)
      throws SQLException {
    var levels = new ArrayList<Level>();
    var parameters = new ArrayList<Object>(List.of(shop, script.array("text", skus.toArray())));
    parameters.addAll(List.of(parametersOfMore));
    var wanted = more == null ? "?" : "?::text[] || ARRAY (" + more + ")";
    script.query(
        row -> {
          while (row.next()) {
            levels.add(level(row));
          }
        },
        SELECT.replace("ANY (?)", "ANY (" + wanted + ")") + " FOR NO KEY UPDATE" + wait,
        parameters.toArray());
    return levels;
  }

  /** Appends the new state of levels that are locked to the transaction's writes, in lock order. */
  public static void update(WriteTransaction transaction, List<Level> levels) throws SQLException {
    if (levels.isEmpty()) {
      return;
    }
    var rows = levels.stream().sorted(Level.LOCK_ORDER).toList();
    var writes = transaction.writes();
    writes.addExpecting(
        rows.size(),
        """
        UPDATE stock_level SET on_hand = new.on_hand, reserved = new.reserved, version = new.version
        FROM unnest(?::text[], ?::text[], ?::int8[], ?::int8[], ?::int8[])
          AS new (sku, location, on_hand, reserved, version)
        WHERE stock_level.shop = ? AND stock_level.sku = ANY (?) AND stock_level.sku = new.sku
          AND stock_level.location = new.location""",
        writes.array("text", column(rows, Level::sku)),
        writes.array("text", column(rows, Level::location)),
        writes.array("int8", column(rows, Level::onHand)),
        writes.array("int8", column(rows, Level::reserved)),
        writes.array("int8", column(rows, Level::version)),
        transaction.shop(),
        // Or all levels of the shop might be read to be joined.
        writes.array("text", rows.stream().map(Level::sku).distinct().toArray()));
  }

  /**
   * Appends how much of locked levels may be promised beyond what there is, by SKU, to the
   * transaction's writes; their versions are left to {@link #update}.
   */
  static void limitBackorders(WriteTransaction transaction, Map<String, Long> limits)
      throws SQLException {
    if (limits.isEmpty()) {
      return;
    }
    var writes = transaction.writes();
    var skus = writes.array("text", limits.keySet().toArray());
    writes.add(
        """
        UPDATE stock_level SET backorder_limit = new.backorder_limit
        FROM unnest(?::text[], ?::int8[]) AS new (sku, backorder_limit)
        WHERE stock_level.shop = ? AND stock_level.sku = ANY (?) AND stock_level.sku = new.sku""",
        skus,
        writes.array("int8", limits.values().toArray()),
        transaction.shop(),
        skus);
  }

  /** Appends levels that are not there yet; conflicts with whoever inserts them too. */
  static void insert(Script writes, String shop, List<Opened> levels) throws SQLException {
    INSERT.appendTo(
        writes,
        levels.stream().sorted(Comparator.comparing(Opened::level, Level.LOCK_ORDER)).toList(),
        shop);
  }

  /**
   * Changes one level by one guarded statement, by as much as {@code after} differs from {@code
   * before}. The guard lets no more be promised beyond what there is than {@code after} does.
   *
   * @return the level after the change; empty where the guard said no, or there is no such level
   */
  public static Optional<Level> changeGuarded(
      Connection connection, String shop, Level before, Level after) throws SQLException {
    try (var update =
        connection.prepareStatement(
            """
            UPDATE stock_level
            SET on_hand = stock_level.on_hand + d.on_hand, reserved = stock_level.reserved + d.reserved,
              version = version + 1
            FROM (SELECT ?::int8 AS on_hand, ?::int8 AS reserved) d
            WHERE shop = ? AND sku = ? AND location = ?
              AND stock_level.on_hand + d.on_hand >= 0
              AND stock_level.reserved + d.reserved
                BETWEEN 0 AND stock_level.on_hand + d.on_hand + ?
            RETURNING sku, location, stock_level.on_hand, stock_level.reserved, version""")) {
      update.setLong(1, after.onHand() - before.onHand());
      update.setLong(2, after.reserved() - before.reserved());
      update.setString(3, shop);
      update.setString(4, after.sku());
      update.setString(5, after.location());
      update.setLong(6, Math.max(0, -after.available()));
      try (var row = update.executeQuery()) {
        return row.next() ? Optional.of(level(row)) : Optional.empty();
      }
    }
  }

  private static List<Level> select(
      Connection connection, String sql, String shop, Collection<String> skus) throws SQLException {
    try (var select = connection.prepareStatement(sql)) {
      select.setString(1, shop);
      select.setArray(2, connection.createArrayOf("text", skus.toArray()));
      try (var row = select.executeQuery()) {
        var levels = new ArrayList<Level>();
        while (row.next()) {
          levels.add(level(row));
        }
        return levels;
      }
    }
  }

  private static Level level(ResultSet row) throws SQLException {
    return new Level(
        row.getString("sku"),
        row.getString("location"),
        row.getLong("on_hand"),
        row.getLong("reserved"),
        row.getLong("version"));
  }

  private static Object[] column(
      List<Level> levels, java.util.function.Function<Level, Object> value) {
    return levels.stream().map(value).toArray();
  }
}
