package io.holdfast.stock;

import io.holdfast.platform.database.BulkInsert;
import io.holdfast.platform.database.Script;
import io.holdfast.platform.database.WriteTransaction;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
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

  private static final BulkInsert<Level> INSERT =
      BulkInsert.<Level>into("stock_level")
          .constant("shop")
          .column("sku", "text", Level::sku)
          .column("location", "text", Level::location)
          .column("on_hand", "int8", Level::onHand)
          .column("reserved", "int8", Level::reserved)
          .column("version", "int8", Level::version)
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

  /** Appends levels that are not there yet; conflicts with whoever inserts them too. */
  static void insert(Script writes, String shop, Collection<Level> levels) throws SQLException {
    INSERT.appendTo(writes, levels.stream().sorted(Level.LOCK_ORDER).toList(), shop);
  }

  /**
   * Changes the reserved units of one level by one guarded statement.
   *
   * @return the level after the change; empty where the guard said no, or there is no such level
   */
  public static Optional<Level> reserveGuarded(
      Connection connection, String shop, String sku, String location, long delta)
      throws SQLException {
    try (var update =
        connection.prepareStatement(
            """
            UPDATE stock_level SET reserved = reserved + ?, version = version + 1
            WHERE shop = ? AND sku = ? AND location = ?
              AND reserved + ? BETWEEN 0 AND on_hand
            RETURNING sku, location, on_hand, reserved, version""")) {
      update.setLong(1, delta);
      update.setString(2, shop);
      update.setString(3, sku);
      update.setString(4, location);
      update.setLong(5, delta);
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
