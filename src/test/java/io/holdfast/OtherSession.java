package io.holdfast;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import javax.sql.DataSource;

/**
 * A database session of somebody else's, such as another instance or a person at a console. It may
 * take its time, and rolls back what it did not commit.
 */
public final class OtherSession implements AutoCloseable {

  private final Connection connection;

  /** On the database of the application under test, in a transaction from the first statement. */
  public OtherSession(DataSource dataSource) throws SQLException {
    try (var pooled = dataSource.getConnection()) {
      connection = DriverManager.getConnection(pooled.getMetaData().getURL(), "postgres", null);
    }
    execute("SET idle_in_transaction_session_timeout = 0");
    connection.setAutoCommit(false);
  }

  public void execute(String sql) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** For what cannot be done inside a transaction. */
  public void executeAlone(String sql) throws SQLException {
    connection.setAutoCommit(true);
    execute(sql);
    connection.setAutoCommit(false);
  }

  public void lockStockOf(String sku) throws SQLException {
    execute("SELECT 1 FROM stock_level WHERE sku = '" + sku + "' FOR UPDATE");
  }

  /** One number, as of now; ends the transaction. */
  public long number(String query) throws SQLException {
    try (var statement = connection.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      row.next();
      return row.getLong(1);
    } finally {
      connection.commit();
    }
  }

  /** How many sessions on this database wait for a lock, as of now; ends the transaction. */
  public long waiting() throws SQLException {
    return number(
        """
        SELECT count(*) FROM pg_stat_activity
        WHERE datname = current_database() AND wait_event_type = 'Lock'""");
  }

  public void commit() throws SQLException {
    connection.commit();
  }

  public void rollback() throws SQLException {
    connection.rollback();
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
