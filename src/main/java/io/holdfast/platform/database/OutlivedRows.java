package io.holdfast.platform.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import javax.sql.DataSource;

/**
 * The rows of a table that are older than they are kept: removed shop by shop, in slices, so that
 * no transaction is long. Several processes may do so at once; what one has removed the others do
 * not find. Thread-safe.
 */
public final class OutlivedRows {

  private static final int SLICE = 1_000;

  private final DataSource dataSource;
  private final String due;
  private final String delete;
  private final double retentionSeconds;

  /**
   * Rows of a table with the columns {@code shop} and {@code created_at}.
   *
   * @param key the columns that tell its rows apart, but for the shop
   */
  public OutlivedRows(DataSource dataSource, String table, String key, Duration retention) {
    this.dataSource = dataSource;
    this.retentionSeconds = retention.toMillis() / 1e3;
    var outlived = "created_at < now() - make_interval(secs => ?)";
    this.due = "SELECT shop FROM %s WHERE %s LIMIT 1".formatted(table, outlived);
    this.delete =
        "DELETE FROM %1$s WHERE (shop, %2$s) IN (SELECT shop, %2$s FROM %1$s WHERE shop = ? AND %3$s LIMIT ?)"
            .formatted(table, key, outlived);
  }

  /** Removes all of them. */
  public void remove() throws SQLException {
    try (var connection = dataSource.getConnection()) {
      for (var shop = due(connection); shop.isPresent(); shop = due(connection)) {
        removeSlice(connection, shop.get());
      }
    }
  }

  private Optional<String> due(Connection connection) throws SQLException {
    try (var select = connection.prepareStatement(due)) {
      select.setDouble(1, retentionSeconds);
      try (var row = select.executeQuery()) {
        return row.next() ? Optional.of(row.getString(1)) : Optional.empty();
      }
    }
  }

  private void removeSlice(Connection connection, String shop) throws SQLException {
    try (var slice = connection.prepareStatement(delete)) {
      slice.setString(1, shop);
      slice.setDouble(2, retentionSeconds);
      slice.setInt(3, SLICE);
      slice.executeUpdate();
    }
  }
}
