package io.holdfast.webhook;

import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Who delivers for which webhook. A process takes a webhook with something to deliver for a few
 * seconds and gives it back, so that processes share the work; one that dies loses its leases when
 * they run out. Time is the database's. Thread-safe.
 */
@ApplicationScoped
class Leases {

  /** A webhook that somebody may take. */
  record Due(String shop, UUID webhook) {}

  private static final int MOST = 200;

  private static final String DUE =
      """
      SELECT w.shop, w.id FROM webhook w JOIN event_sequence s ON s.shop = w.shop
      WHERE w.lease_until <= now()
        AND (w.due_at <= now()
          OR (NOT w.backlog_full AND (w.number, w.place) < (s.last_number, 2147483647)))
      LIMIT ?""";

  private static final String TAKE =
      """
      UPDATE webhook SET lease_owner = ?, lease_until = now() + make_interval(secs => ?)
      WHERE shop = ? AND id = ? AND lease_until <= now()
      RETURNING url, secret, types, clock_timestamp() AS taken_at""";

  private static final String RENEW =
      """
      UPDATE webhook SET lease_until = now() + make_interval(secs => ?)
      WHERE shop = ? AND id = ? AND lease_owner = ?""";

  private static final String RELEASE =
      "UPDATE webhook SET lease_until = now() WHERE shop = ? AND id = ? AND lease_owner = ?";

  private final DataSource dataSource;
  private final double seconds;
  private final UUID owner = UUID.randomUUID();

  Leases(DataSource dataSource, WebhookConfig config) {
    this.dataSource = dataSource;
    this.seconds = config.lease().toMillis() / 1e3;
  }

  List<Due> due() throws SQLException {
    try (var connection = dataSource.getConnection();
        var select = connection.prepareStatement(DUE)) {
      select.setInt(1, MOST);
      try (var row = select.executeQuery()) {
        var due = new ArrayList<Due>();
        while (row.next()) {
          due.add(new Due(row.getString(1), row.getObject(2, UUID.class)));
        }
        return due;
      }
    }
  }

  /** Null where somebody else was faster. */
  @Nullable Lease take(Due due) throws SQLException {
    try (var connection = dataSource.getConnection();
        var take = connection.prepareStatement(TAKE)) {
      take.setObject(1, owner);
      take.setDouble(2, seconds);
      take.setString(3, due.shop());
      take.setObject(4, due.webhook());
      try (var row = take.executeQuery()) {
        if (!row.next()) {
          return null;
        }
        var types = row.getArray("types");
        return new Lease(
            due.shop(),
            due.webhook(),
            row.getString("url"),
            row.getString("secret"),
            types == null ? null : List.of((String[]) types.getArray()),
            row.getObject("taken_at", OffsetDateTime.class).toInstant(),
            System.nanoTime());
      }
    }
  }

  /** Locks the webhook up to the end of the transaction; false where the lease, or it, is gone. */
  boolean renew(Connection connection, Lease lease) throws SQLException {
    try (var renew = connection.prepareStatement(RENEW)) {
      renew.setDouble(1, seconds);
      renew.setString(2, lease.shop());
      renew.setObject(3, lease.webhook());
      renew.setObject(4, owner);
      return renew.executeUpdate() == 1;
    }
  }

  void release(Lease lease) throws SQLException {
    try (var connection = dataSource.getConnection();
        var release = connection.prepareStatement(RELEASE)) {
      release.setString(1, lease.shop());
      release.setObject(2, lease.webhook());
      release.setObject(3, owner);
      release.executeUpdate();
    }
  }
}
