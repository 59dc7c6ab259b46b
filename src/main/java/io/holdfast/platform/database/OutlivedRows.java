package io.holdfast.platform.database;

import java.sql.SQLException;
import java.time.Duration;
import javax.sql.DataSource;

/**
 * The rows of a table that are older than they are kept: removed oldest first, in slices, so that
 * no transaction is long. Several processes may do so at once; what one has removed the others do
 * not find. Thread-safe.
 */
public final class OutlivedRows {

  private static final int SLICE = 1_000;

  private final DataSource dataSource;
  private final String delete;
  private final double retentionSeconds;

  /**
   * Rows of a table with an index on its column {@code created_at}.
   *
   * @param key the columns that tell its rows apart
   */
  public OutlivedRows(DataSource dataSource, String table, String key, Duration retention) {
    this.dataSource = dataSource;
    this.retentionSeconds = retention.toMillis() / 1e3;
    this.delete =
        """
        DELETE FROM %1$s WHERE (%2$s) IN (
          SELECT %2$s FROM %1$s WHERE created_at < now() - make_interval(secs => ?)
          ORDER BY created_at LIMIT ?)"""
            .formatted(table, key);
  }

  /** Removes all of them. */
  public void remove() throws SQLException {
    try (var connection = dataSource.getConnection();
        var slice = connection.prepareStatement(delete)) {
      slice.setDouble(1, retentionSeconds);
      slice.setInt(2, SLICE);
      while (slice.executeUpdate() == SLICE) {
        // the next slice, in a transaction of its own
      }
    }
  }
}
