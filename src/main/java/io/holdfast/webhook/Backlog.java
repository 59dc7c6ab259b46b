package io.holdfast.webhook;

import io.holdfast.event.Position;
import io.holdfast.event.RecordedEvent;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import javax.sql.DataSource;

/**
 * What waits for a webhook: made from the order of events up to a bound, taken one per subject at a
 * time, so that a later event of an order or SKU never overtakes an earlier one, and put back or
 * parked where an attempt failed. Each method is one short transaction. Thread-safe.
 */
@ApplicationScoped
class Backlog {

  private static final int MOST_PAGES = 10;
  private static final String GONE = "the event has outlived its retention";

  // LIMIT keeps the look-ups of events by key, whatever the planner thinks of the tables' sizes.
  private static final String DUE =
      """
      SELECT due.*, found.*
      FROM (
        SELECT number, place, failures FROM (
          SELECT DISTINCT ON (subject) number, place, failures, due_at FROM webhook_delivery
          WHERE shop = ? AND webhook_id = ? AND status = 'pending'
          ORDER BY subject, number, place) AS first
        WHERE due_at <= now() ORDER BY number, place LIMIT ?) AS due
      LEFT JOIN LATERAL (
        SELECT type, subject, data, at
        FROM (
          SELECT id FROM batch WHERE shop = ? AND number = due.number AND number > 0 LIMIT 1) AS numbered
        CROSS JOIN LATERAL (
          SELECT type, subject, data, at FROM event
          WHERE shop = ? AND batch_id = numbered.id AND position = due.place LIMIT 1) AS recorded
      ) AS found ON true
      ORDER BY due.number, due.place""";

  private static final String RECORD =
      """
      UPDATE webhook_delivery SET status = ?, attempts = attempts + 1, failures = ?,
        response_status = ?, error = ?, attempted_at = now(),
        due_at = now() + make_interval(secs => ?)
      WHERE shop = ? AND webhook_id = ? AND number = ? AND place = ?""";

  private static final String SCHEDULE =
      """
      UPDATE webhook SET due_at = (
        SELECT min(due_at) FROM (
          SELECT DISTINCT ON (subject) due_at FROM webhook_delivery
          WHERE shop = ? AND webhook_id = ? AND status = 'pending'
          ORDER BY subject, number, place) AS first)
      WHERE shop = ? AND id = ?""";

  private final DataSource dataSource;
  private final Leases leases;
  private final WebhookConfig config;

  Backlog(DataSource dataSource, Leases leases, WebhookConfig config) {
    this.dataSource = dataSource;
    this.leases = leases;
    this.config = config;
  }

  @FunctionalInterface
  private interface Work<T> {
    T on(Connection connection) throws SQLException;
  }

  /** What is due now, maybe nothing; no answer where the lease is lost. */
  Optional<List<Delivery>> next(Lease lease) throws SQLException {
    return inTransaction(
        connection -> {
          if (!leases.renew(connection, lease)) {
            return Optional.empty();
          }
          for (var page = 0;
              page < MOST_PAGES && NewDeliveries.make(connection, lease, config.maxBacklog());
              page++) {
            // What it does not want is passed over quickly.
          }
          var due = due(connection, lease);
          if (due.isEmpty()) {
            schedule(connection, lease);
          }
          return Optional.of(due);
        });
  }

  /** Takes note of attempts: delivered, due again later, or parked after the last one. */
  void record(Lease lease, List<Attempt> attempts) throws SQLException {
    inTransaction(
        connection -> {
          // Locks the webhook first, so that a delivery put back meanwhile is not left out below.
          leases.renew(connection, lease);
          try (var update = connection.prepareStatement(RECORD)) {
            for (var attempt : attempts) {
              var failures = attempt.succeeded() ? 0 : attempt.delivery().failures() + 1;
              var status =
                  attempt.succeeded() ? "delivered" : parks(attempt) ? "parked" : "pending";
              update.setString(1, status);
              update.setInt(2, failures);
              update.setObject(3, attempt.status());
              update.setString(4, attempt.error());
              update.setObject(
                  5, status.equals("pending") ? backoffSeconds(failures) : null, Types.DOUBLE);
              update.setString(6, lease.shop());
              update.setObject(7, lease.webhook());
              update.setLong(8, attempt.delivery().position().number());
              update.setInt(9, attempt.delivery().position().place());
              update.addBatch();
            }
            update.executeBatch();
          }
          schedule(connection, lease);
          return attempts;
        });
  }

  /** Whether a failed attempt was the last. */
  boolean parks(Attempt attempt) {
    return attempt.delivery().event() == null
        || attempt.delivery().failures() + 1 >= config.maxAttempts();
  }

  private double backoffSeconds(int failures) {
    var first = config.firstBackoff().toMillis() / 1e3;
    var most = Math.min(config.maxBackoff().toMillis() / 1e3, first * Math.pow(4, failures - 1));
    return most * ThreadLocalRandom.current().nextDouble(0.8, 1.2);
  }

  private List<Delivery> due(Connection connection, Lease lease) throws SQLException {
    try (var select = connection.prepareStatement(DUE)) {
      select.setString(1, lease.shop());
      select.setObject(2, lease.webhook());
      select.setInt(3, config.maxInFlight());
      select.setString(4, lease.shop());
      select.setString(5, lease.shop());
      try (var row = select.executeQuery()) {
        var due = new ArrayList<Delivery>();
        while (row.next()) {
          due.add(delivery(row));
        }
        return due;
      }
    }
  }

  private static Delivery delivery(ResultSet row) throws SQLException {
    var position = new Position(row.getLong("number"), row.getInt("place"));
    var at = row.getObject("at", OffsetDateTime.class);
    var event =
        at == null
            ? null
            : new RecordedEvent(
                position,
                row.getString("type"),
                row.getString("subject"),
                row.getString("data"),
                at.toInstant());
    return new Delivery(position, row.getInt("failures"), event);
  }

  /** What an attempt at a delivery comes to whose event is gone. */
  static Attempt gone(Delivery delivery) {
    return Attempt.failed(delivery, GONE);
  }

  private static void schedule(Connection connection, Lease lease) throws SQLException {
    try (var schedule = connection.prepareStatement(SCHEDULE)) {
      schedule.setString(1, lease.shop());
      schedule.setObject(2, lease.webhook());
      schedule.setString(3, lease.shop());
      schedule.setObject(4, lease.webhook());
      schedule.executeUpdate();
    }
  }

  private <T> T inTransaction(Work<T> work) throws SQLException {
    try (var connection = dataSource.getConnection()) {
      connection.setAutoCommit(false);
      try {
        var result = work.on(connection);
        connection.commit();
        return result;
      } catch (SQLException | RuntimeException failure) {
        connection.rollback();
        throw failure;
      } finally {
        connection.setAutoCommit(true);
      }
    }
  }
}
