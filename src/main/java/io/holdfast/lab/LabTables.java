package io.holdfast.lab;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.UUID;
import javax.sql.DataSource;

/**
 * The lab's own stock and orders of one shop, apart from the service's: its tables have constraints
 * that would get in the way of the bugs. Thread-safe.
 */
final class LabTables {

  private static final int SLICE = 1_000;

  /** Work in a transaction that is committed where it ends well. */
  @FunctionalInterface
  interface Work {
    Visit in(Connection connection) throws SQLException, InterruptedException;
  }

  /** A row of stock as it was read. */
  record Stock(long units, long version) {}

  private final DataSource dataSource;
  private final String shop;
  private final String stockTable;

  LabTables(DataSource dataSource, String shop) {
    this(dataSource, shop, "lab_stock");
  }

  /** Keeps its stock in another table of the same columns. */
  LabTables(DataSource dataSource, String shop, String stockTable) {
    this.dataSource = dataSource;
    this.shop = shop;
    this.stockTable = stockTable;
  }

  Visit transaction(Work work) throws SQLException, InterruptedException {
    try (var connection = dataSource.getConnection()) {
      connection.setAutoCommit(false);
      try {
        var visit = work.in(connection);
        connection.commit();
        return visit;
      } catch (SQLException | InterruptedException | RuntimeException failure) {
        connection.rollback();
        throw failure;
      } finally {
        connection.setAutoCommit(true);
      }
    }
  }

  /** Puts a new SKU on the shelf. */
  void receive(String sku, long units) throws SQLException {
    try (var connection = dataSource.getConnection()) {
      update(
          connection,
          "INSERT INTO " + stockTable + " (shop, sku, stock) VALUES (?, ?, ?)",
          shop,
          sku,
          units);
    }
  }

  /** Units that the table claims to have. */
  long stock(String sku) throws SQLException {
    try (var connection = dataSource.getConnection()) {
      return read(connection, sku, "").units();
    }
  }

  /** The row of a SKU. */
  Stock read(Connection connection, String sku) throws SQLException {
    return read(connection, sku, "");
  }

  /** The same, locked. */
  Stock lock(Connection connection, String sku) throws SQLException {
    return read(connection, sku, " FOR UPDATE");
  }

  private Stock read(Connection connection, String sku, String locking) throws SQLException {
    try (var select =
        connection.prepareStatement(
            "SELECT stock, version FROM " + stockTable + " WHERE shop = ? AND sku = ?" + locking)) {
      select.setString(1, shop);
      select.setString(2, sku);
      try (var row = select.executeQuery()) {
        if (!row.next()) {
          throw new IllegalArgumentException("The lab has no SKU " + sku);
        }
        return new Stock(row.getLong(1), row.getLong(2));
      }
    }
  }

  /** Whether the row could be locked at once; another one's lock is passed by. */
  boolean lockUnlessLocked(Connection connection, String sku) throws SQLException {
    try (var select =
        connection.prepareStatement(
            "SELECT 1 FROM %s WHERE shop = ? AND sku = ? FOR UPDATE SKIP LOCKED"
                .formatted(stockTable))) {
      select.setString(1, shop);
      select.setString(2, sku);
      try (var row = select.executeQuery()) {
        return row.next();
      }
    }
  }

  /** Subtracts from whatever is there by now. */
  void subtract(Connection connection, String sku, long quantity) throws SQLException {
    update(
        connection,
        "UPDATE " + stockTable + " SET stock = stock - ? WHERE shop = ? AND sku = ?",
        quantity,
        shop,
        sku);
  }

  /** Writes over whatever is there by now. */
  void overwrite(Connection connection, String sku, long left) throws SQLException {
    update(
        connection,
        "UPDATE " + stockTable + " SET stock = ? WHERE shop = ? AND sku = ?",
        left,
        shop,
        sku);
  }

  /** Subtracts where the row is in this version, and says whether it was. */
  boolean subtractIn(Connection connection, String sku, long quantity, long version)
      throws SQLException {
    return update(
            connection,
            "UPDATE %s SET stock = stock - ?, version = version + 1 WHERE shop = ? AND sku = ? AND version = ?"
                .formatted(stockTable),
            quantity,
            shop,
            sku,
            version)
        == 1;
  }

  /** Promises the units of a cart. */
  void insertOrder(Connection connection, Cart cart) throws SQLException {
    var id = UUID.randomUUID();
    for (var sku : cart.skus()) {
      update(
          connection,
          "INSERT INTO lab_order (shop, id, sku, quantity) VALUES (?, ?, ?, ?)",
          shop,
          id,
          sku,
          cart.quantity());
    }
  }

  /** Units that were promised to buyers. */
  long sold(String sku) throws SQLException {
    try (var connection = dataSource.getConnection();
        var select =
            connection.prepareStatement(
                "SELECT coalesce(sum(quantity), 0) FROM lab_order WHERE shop = ? AND sku = ?")) {
      select.setString(1, shop);
      select.setString(2, sku);
      try (var row = select.executeQuery()) {
        row.next();
        return row.getLong(1);
      }
    }
  }

  /** Removes everything of this shop, a slice at a time. */
  void remove() throws SQLException {
    try (var connection = dataSource.getConnection()) {
      while (update(
              connection,
              """
              DELETE FROM lab_order WHERE (shop, sku, id) IN (
                SELECT shop, sku, id FROM lab_order WHERE shop = ? LIMIT ?)""",
              shop,
              SLICE)
          == SLICE) {
        // the next slice, in a transaction of its own
      }
      update(connection, "DELETE FROM " + stockTable + " WHERE shop = ?", shop);
    }
  }

  private static int update(Connection connection, String sql, Object... parameters)
      throws SQLException {
    try (var update = connection.prepareStatement(sql)) {
      for (var i = 0; i < parameters.length; i++) {
        update.setObject(i + 1, parameters[i]);
      }
      return update.executeUpdate();
    }
  }
}
