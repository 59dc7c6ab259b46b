package io.holdfast.webhook;

import io.holdfast.event.EventLog;
import io.holdfast.event.Position;
import io.holdfast.event.RecordedEvent;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.jboss.logging.Logger;

/**
 * Makes deliveries of a webhook from the order of events, up to a bound of what may wait, and moves
 * its place along. Runs in a transaction that has the webhook locked. Stateless.
 */
final class NewDeliveries {

  private static final Logger LOG = Logger.getLogger(NewDeliveries.class);
  private static final int PAGE = 200;

  private static final String PROGRESS =
      """
      SELECT number, place,
        (SELECT count(*) FROM webhook_delivery d
         WHERE d.shop = w.shop AND d.webhook_id = w.id AND status = 'pending')
      FROM webhook w WHERE shop = ? AND id = ?""";

  private static final String INSERT =
      """
      INSERT INTO webhook_delivery
        (shop, webhook_id, number, place, type, subject, status, due_at, created_at)
      VALUES (?, ?, ?, ?, ?, ?, 'pending', now(), now())
      ON CONFLICT DO NOTHING""";

  private static final String ADVANCE =
      "UPDATE webhook SET number = ?, place = ?, backlog_full = ? WHERE shop = ? AND id = ?";

  private NewDeliveries() {}

  /** Makes some; whether there may be more events, and room for them. */
  static boolean make(Connection connection, Lease lease, int maxBacklog) throws SQLException {
    Position at;
    int waiting;
    try (var select = connection.prepareStatement(PROGRESS)) {
      select.setString(1, lease.shop());
      select.setObject(2, lease.webhook());
      try (var row = select.executeQuery()) {
        row.next();
        at = new Position(row.getLong(1), row.getInt(2));
        waiting = row.getInt(3);
      }
    }
    var room = maxBacklog - waiting;
    var more = false;
    if (room > 0) {
      var page = EventLog.after(connection, lease.shop(), at, Math.min(PAGE, room));
      at = page.lost() ? skip(connection, lease, at) : page.next();
      waiting += insert(connection, lease, page.events());
      more = page.full();
    }
    try (var advance = connection.prepareStatement(ADVANCE)) {
      advance.setLong(1, at.number());
      advance.setInt(2, at.place());
      advance.setBoolean(3, waiting >= maxBacklog);
      advance.setString(4, lease.shop());
      advance.setObject(5, lease.webhook());
      advance.executeUpdate();
    }
    return more;
  }

  private static Position skip(Connection connection, Lease lease, Position at)
      throws SQLException {
    var removed = EventLog.bounds(connection, lease.shop()).removed();
    LOG.warnf(
        "Webhook %s misses the events of batches %d to %d, which have outlived their retention",
        lease.webhook(), at.number(), removed);
    return Position.endOf(removed);
  }

  private static int insert(Connection connection, Lease lease, List<RecordedEvent> events)
      throws SQLException {
    try (var insert = connection.prepareStatement(INSERT)) {
      var inserted = 0;
      for (var event : events) {
        if (lease.wants(event.type())) {
          insert.setString(1, lease.shop());
          insert.setObject(2, lease.webhook());
          insert.setLong(3, event.position().number());
          insert.setInt(4, event.position().place());
          insert.setString(5, event.type());
          insert.setString(6, event.subject());
          insert.addBatch();
          inserted++;
        }
      }
      insert.executeBatch();
      return inserted;
    }
  }
}
