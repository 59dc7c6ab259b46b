package io.holdfast.idempotency;

import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import javax.sql.DataSource;
import org.jboss.logging.Logger;

/**
 * Removes keys that have outlived their retention: shop by shop, in slices, so that no transaction
 * is long. Several pods may do so at once; what one has removed the others do not find.
 * Thread-safe.
 */
@ApplicationScoped
class OutlivedKeys {

  private static final Logger LOG = Logger.getLogger(OutlivedKeys.class);
  private static final int SLICE = 1_000;

  private final DataSource dataSource;
  private final Duration retention;

  OutlivedKeys(DataSource dataSource, IdempotencyConfig config) {
    this.dataSource = dataSource;
    this.retention = config.retention();
  }

  @Scheduled(
      every = "{holdfast.idempotency.cleanup-interval}",
      delayed = "{holdfast.idempotency.cleanup-interval}",
      concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  void remove() {
    try (var connection = dataSource.getConnection()) {
      var removed = 0L;
      for (var shop = due(connection); shop.isPresent(); shop = due(connection)) {
        removed += removeSlice(connection, shop.get());
      }
      LOG.debugf("Removed %d keys", removed);
    } catch (SQLException failure) {
      LOG.warnf("Outlived keys stay until the next time: %s", failure.getMessage());
    }
  }

  private Optional<String> due(Connection connection) throws SQLException {
    try (var select =
        connection.prepareStatement(
            """
            SELECT shop FROM idempotency_record
            WHERE created_at < now() - make_interval(secs => ?) LIMIT 1""")) {
      select.setDouble(1, (double) retention.toSeconds());
      try (var row = select.executeQuery()) {
        return row.next() ? Optional.of(row.getString(1)) : Optional.empty();
      }
    }
  }

  private int removeSlice(Connection connection, String shop) throws SQLException {
    try (var delete =
        connection.prepareStatement(
            """
            DELETE FROM idempotency_record WHERE shop = ? AND (principal, key) IN (
              SELECT principal, key FROM idempotency_record
              WHERE shop = ? AND created_at < now() - make_interval(secs => ?) LIMIT ?)""")) {
      delete.setString(1, shop);
      delete.setString(2, shop);
      delete.setDouble(3, (double) retention.toSeconds());
      delete.setInt(4, SLICE);
      return delete.executeUpdate();
    }
  }
}
