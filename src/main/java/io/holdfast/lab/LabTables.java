package io.holdfast.lab;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.UUID;
import javax.sql.DataSource;

/**
 * The lab's own stock and orders, apart from the service's and created when they are first asked
 * for: the service's tables have constraints that would get in the way of the bug. Thread-safe.
 */
final class LabTables {

  private final DataSource dataSource;
  private final String stockTable;

  private LabTables(DataSource dataSource, String stockTable, String constraint)
      throws SQLException {
    this.dataSource = dataSource;
    this.stockTable = stockTable;
    try (var connection = dataSource.getConnection();
        var create = connection.createStatement()) {
      create.execute(
          "CREATE TABLE IF NOT EXISTS %s (sku text PRIMARY KEY, stock bigint NOT NULL %s)"
              .formatted(stockTable, constraint));
      create.execute(
          """
          CREATE TABLE IF NOT EXISTS lab_order
            (id uuid PRIMARY KEY, sku text NOT NULL, quantity bigint NOT NULL)""");
    }
  }

  /** Stock may become anything. */
  static LabTables unconstrained(DataSource dataSource) throws SQLException {
    return new LabTables(dataSource, "lab_stock", "");
  }

  /** Stock may not become negative. */
  static LabTables checked(DataSource dataSource) throws SQLException {
    return new LabTables(dataSource, "lab_stock_checked", "CHECK (stock >= 0)");
  }

  String stockTable() {
    return stockTable;
  }

  /** Puts a new SKU on the shelf. */
  void receive(String sku, long units) throws SQLException {
    try (var connection = dataSource.getConnection();
        var insert = connection.prepareStatement("INSERT INTO " + stockTable + " VALUES (?, ?)")) {
      insert.setString(1, sku);
      insert.setLong(2, units);
      insert.executeUpdate();
    }
  }

  /** Units that the table claims to have. */
  long stock(String sku) throws SQLException {
    try (var connection = dataSource.getConnection()) {
      return stock(connection, sku);
    }
  }

  long stock(Connection connection, String sku) throws SQLException {
    return number(connection, "SELECT stock FROM " + stockTable + " WHERE sku = ?", sku);
  }

  /** Units that were promised to buyers. */
  long sold(String sku) throws SQLException {
    try (var connection = dataSource.getConnection()) {
      return number(
          connection, "SELECT coalesce(sum(quantity), 0) FROM lab_order WHERE sku = ?", sku);
    }
  }

  void insertOrder(Connection connection, UUID id, String sku, long quantity) throws SQLException {
    try (var insert = connection.prepareStatement("INSERT INTO lab_order VALUES (?, ?, ?)")) {
      insert.setObject(1, id);
      insert.setString(2, sku);
      insert.setLong(3, quantity);
      insert.executeUpdate();
    }
  }

  private static long number(Connection connection, String sql, String sku) throws SQLException {
    try (var select = connection.prepareStatement(sql)) {
      select.setString(1, sku);
      try (var row = select.executeQuery()) {
        if (!row.next()) {
          throw new IllegalArgumentException("The lab has no SKU " + sku);
        }
        return row.getLong(1);
      }
    }
  }
}
