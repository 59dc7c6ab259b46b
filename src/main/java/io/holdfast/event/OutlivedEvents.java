package io.holdfast.event;

import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;
import org.jboss.logging.Logger;

/**
 * Removes events that have outlived their retention, with their batches: shop by shop, from the
 * front of the order, in slices, so that no transaction is long and no reader meets a gap that it
 * is not told of. It touches nothing that a writing transaction does. Several processes may do so
 * at once. Thread-safe.
 */
@ApplicationScoped
class OutlivedEvents {

  private static final Logger LOG = Logger.getLogger(OutlivedEvents.class);
  private static final int BATCHES = 50;
  private static final int EMPTY_BATCHES = 1_000;

  private static final String OLDEST =
      """
      SELECT id, number, tick < now() - make_interval(secs => ?) AS outlived FROM batch
      WHERE shop = ? AND number > 0
        AND number > (SELECT removed_number FROM event_sequence WHERE shop = ?)
      ORDER BY number LIMIT ?""";

  private static final String MARK =
      """
      UPDATE event_sequence SET removed_number = ?
      WHERE shop = ? AND removed_number < ?""";

  private static final String EMPTY =
      """
      DELETE FROM batch WHERE (shop, id) IN (
        SELECT shop, id FROM batch
        WHERE shop = ? AND tick < now() - make_interval(secs => ?) AND (void OR number = 0) LIMIT ?)""";

  private final DataSource dataSource;
  private final double retentionSeconds;

  OutlivedEvents(DataSource dataSource, EventConfig config) {
    this.dataSource = dataSource;
    this.retentionSeconds = config.retention().toMillis() / 1e3;
  }

  @Scheduled(
      every = "{holdfast.event.cleanup-interval}",
      delayed = "{holdfast.event.cleanup-interval}",
      concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  void remove() {
    try (var connection = dataSource.getConnection()) {
      for (var shop : shops(connection)) {
        removeOf(shop, connection);
      }
    } catch (SQLException failure) {
      LOG.warnf("Outlived events stay until the next time: %s", failure.getMessage());
    }
  }

  /** One shop's trouble is not that of those behind it, unless the connection is gone. */
  private void removeOf(String shop, Connection connection) throws SQLException {
    try {
      while (removeSlice(connection, shop) == BATCHES) {
        // the next slice, in a transaction of its own
      }
      while (removeEmpty(connection, shop) == EMPTY_BATCHES) {
        // the next slice
      }
    } catch (SQLException failure) {
      if (!connection.isValid(1)) {
        throw failure;
      }
      LOG.warnf(
          "Outlived events of shop %s stay until the next time: %s", shop, failure.getMessage());
    }
  }

  private static List<String> shops(Connection connection) throws SQLException {
    try (var select = connection.prepareStatement("SELECT shop FROM event_sequence ORDER BY shop");
        var row = select.executeQuery()) {
      var shops = new ArrayList<String>();
      while (row.next()) {
        shops.add(row.getString(1));
      }
      return shops;
    }
  }

  private int removeSlice(Connection connection, String shop) throws SQLException {
    var outlived = new ArrayList<UUID>();
    var last = oldest(connection, shop, outlived);
    if (outlived.isEmpty()) {
      return 0;
    }
    connection.setAutoCommit(false);
    try {
      delete(connection, "DELETE FROM event WHERE shop = ? AND batch_id = ANY (?)", shop, outlived);
      delete(connection, "DELETE FROM batch WHERE shop = ? AND id = ANY (?)", shop, outlived);
      // Last of all: the sequencer needs this row, and has it again after the commit.
      mark(connection, shop, last);
      connection.commit();
      return outlived.size();
    } catch (SQLException | RuntimeException failure) {
      connection.rollback();
      throw failure;
    } finally {
      connection.setAutoCommit(true);
    }
  }

  /** Only from the front: a batch that commits late is numbered behind younger ones. */
  private long oldest(Connection connection, String shop, List<UUID> outlived) throws SQLException {
    var last = 0L;
    try (var select = connection.prepareStatement(OLDEST)) {
      select.setDouble(1, retentionSeconds);
      select.setString(2, shop);
      select.setString(3, shop);
      select.setInt(4, BATCHES);
      try (var row = select.executeQuery()) {
        while (row.next() && row.getBoolean("outlived")) {
          outlived.add(row.getObject("id", UUID.class));
          last = row.getLong("number");
        }
      }
    }
    return last;
  }

  private static void delete(Connection connection, String sql, String shop, List<UUID> batches)
      throws SQLException {
    try (var delete = connection.prepareStatement(sql)) {
      delete.setString(1, shop);
      delete.setArray(2, connection.createArrayOf("uuid", batches.toArray()));
      delete.executeUpdate();
    }
  }

  private static void mark(Connection connection, String shop, long last) throws SQLException {
    try (var mark = connection.prepareStatement(MARK)) {
      mark.setLong(1, last);
      mark.setString(2, shop);
      mark.setLong(3, last);
      mark.executeUpdate();
    }
  }

  /** Those of replays, and those that the fence made void: they are in no order. */
  private int removeEmpty(Connection connection, String shop) throws SQLException {
    try (var delete = connection.prepareStatement(EMPTY)) {
      delete.setString(1, shop);
      delete.setDouble(2, retentionSeconds);
      delete.setInt(3, EMPTY_BATCHES);
      return delete.executeUpdate();
    }
  }
}
