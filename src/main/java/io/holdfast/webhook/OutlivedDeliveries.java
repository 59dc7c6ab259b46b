package io.holdfast.webhook;

import io.holdfast.event.EventConfig;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import javax.sql.DataSource;
import org.jboss.logging.Logger;

/**
 * Removes deliveries that are older than events are kept, whatever became of them, and those of
 * webhooks that are gone: shop by shop, in slices. Several processes may do so at once.
 * Thread-safe.
 */
@ApplicationScoped
class OutlivedDeliveries {

  private static final Logger LOG = Logger.getLogger(OutlivedDeliveries.class);
  private static final int SLICE = 1_000;

  private final DataSource dataSource;
  private final double retentionSeconds;

  OutlivedDeliveries(DataSource dataSource, EventConfig config) {
    this.dataSource = dataSource;
    this.retentionSeconds = config.retention().toMillis() / 1e3;
  }

  @Scheduled(
      every = "{holdfast.event.cleanup-interval}",
      delayed = "{holdfast.event.cleanup-interval}",
      concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  void remove() {
    try (var connection = dataSource.getConnection()) {
      for (var shop = due(connection); shop.isPresent(); shop = due(connection)) {
        removeSlice(connection, shop.get());
      }
    } catch (SQLException failure) {
      LOG.warnf("Outlived deliveries stay until the next time: %s", failure.getMessage());
    }
  }

  private Optional<String> due(Connection connection) throws SQLException {
    try (var select =
        connection.prepareStatement(
            """
            SELECT shop FROM webhook_delivery
            WHERE created_at < now() - make_interval(secs => ?) LIMIT 1""")) {
      select.setDouble(1, retentionSeconds);
      try (var row = select.executeQuery()) {
        return row.next() ? Optional.of(row.getString(1)) : Optional.empty();
      }
    }
  }

  private void removeSlice(Connection connection, String shop) throws SQLException {
    try (var delete =
        connection.prepareStatement(
            """
            DELETE FROM webhook_delivery WHERE shop = ? AND (webhook_id, number, place) IN (
              SELECT webhook_id, number, place FROM webhook_delivery
              WHERE shop = ? AND created_at < now() - make_interval(secs => ?) LIMIT ?)""")) {
      delete.setString(1, shop);
      delete.setString(2, shop);
      delete.setDouble(3, retentionSeconds);
      delete.setInt(4, SLICE);
      delete.executeUpdate();
    }
  }
}
