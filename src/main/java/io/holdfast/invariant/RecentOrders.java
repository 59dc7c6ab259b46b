package io.holdfast.invariant;

import io.holdfast.platform.database.Transactions;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.UUID;
import org.postgresql.PGStatement;

/**
 * Looks at orders that were placed or changed in a span of time, a slice at a time, each slice one
 * short statement. Thread-safe.
 */
@ApplicationScoped
class RecentOrders {

  /** What is wrong with an order {@code o} and its line {@code l}. */
  static final String BROKEN =
      """
      (o.id IS NULL OR l.order_id IS NULL
        OR l.reserved <> l.allocated OR l.backordered <> l.waiting
        OR l.fulfilled - l.returned <> l.shipped
        OR l.reserved + l.backordered + l.fulfilled > l.requested
        OR (o.status IN ('HELD', 'CONFIRMED', 'CANCELLED', 'EXPIRED') AND l.fulfilled <> 0)
        OR (o.status IN ('CANCELLED', 'EXPIRED', 'FULFILLED') AND l.reserved + l.backordered <> 0)
        OR (o.status = 'HELD') <> (o.due_at IS NOT NULL))
      """;

  /**
   * A change is stamped when its locks are held and seen when it commits; the statement and idle
   * limits of the database end a transaction long before this.
   */
  static final Duration LATE_COMMIT = Duration.ofSeconds(30);

  private static final int SLICE = 1_000;
  private static final Duration SPAN = Duration.ofSeconds(10);
  private static final UUID FIRST = new UUID(0, 0);

  private static final String PLACED =
      """
      SELECT id, created_at FROM orders
      WHERE shop = ? AND (created_at, id) > (?, ?) AND created_at < ?
      ORDER BY created_at, id LIMIT ?""";

  private static final String CHANGED =
      """
      SELECT DISTINCT order_id AS id, NULL::timestamptz AS created_at FROM order_change
      WHERE shop = ? AND at >= ? AND at < ?""";

  // OFFSET 0 keeps orders and lines from being joined, and so read, all at once.
  private static final String CHECK =
      """
      WITH seen AS MATERIALIZED (%s),
      broken AS (
        SELECT format('order %%s, %%s', seen.id, coalesce(l.sku,
          CASE WHEN o.id IS NULL THEN 'not there' ELSE 'without lines' END)) AS violation
        FROM seen LEFT JOIN LATERAL (
          SELECT * FROM orders WHERE shop = ? AND id = seen.id OFFSET 0) o ON true
        LEFT JOIN LATERAL (
          SELECT line.*, a.allocated, a.waiting, a.shipped
          FROM order_line line CROSS JOIN LATERAL (
            SELECT coalesce(sum(quantity - backordered), 0) AS allocated,
              coalesce(sum(backordered), 0) AS waiting, coalesce(sum(shipped), 0) AS shipped
            FROM allocation
            WHERE shop = line.shop AND order_id = line.order_id AND sku = line.sku) a
          WHERE line.shop = ? AND line.order_id = seen.id
          OFFSET 0) l ON true
        WHERE %s
        LIMIT 100)
      SELECT violation, NULL::timestamptz AS created_at, NULL::uuid AS id, 0 AS seen FROM broken
      UNION ALL
      (SELECT NULL, created_at, id, (SELECT count(*) FROM seen) FROM seen
      ORDER BY created_at DESC, id DESC LIMIT 1)""";

  private static final String CHECK_PLACED = CHECK.formatted(PLACED, BROKEN);
  private static final String CHECK_CHANGED = CHECK.formatted(CHANGED, BROKEN);

  private record Place(OffsetDateTime at, UUID id, long seen) {}

  private final Transactions transactions;

  RecentOrders(Transactions transactions) {
    this.transactions = transactions;
  }

  /**
   * Looks at what was placed or changed from the one moment up to the other.
   *
   * @param afterSlice called after each slice
   */
  void check(
      String shop, OffsetDateTime from, OffsetDateTime to, Findings findings, Runnable afterSlice) {
    var place = new Place(from, FIRST, SLICE);
    while (place.seen() == SLICE) {
      var after = place;
      place = transactions.read(connection -> placed(connection, shop, after, to, findings));
      afterSlice.run();
    }
    for (var start = from; start.isBefore(to); start = start.plus(SPAN)) {
      var since = start;
      var end = since.plus(SPAN).isBefore(to) ? since.plus(SPAN) : to;
      transactions.read(connection -> changed(connection, shop, since, end, findings));
      afterSlice.run();
    }
  }

  private static Place placed(
      Connection connection, String shop, Place after, OffsetDateTime to, Findings findings)
      throws SQLException {
    try (var select = connection.prepareStatement(CHECK_PLACED)) {
      select.setString(1, shop);
      select.setObject(2, after.at());
      select.setObject(3, after.id());
      select.setObject(4, to);
      select.setInt(5, SLICE);
      select.setString(6, shop);
      select.setString(7, shop);
      return last(select, findings);
    }
  }

  private static Place changed(
      Connection connection, String shop, OffsetDateTime from, OffsetDateTime to, Findings findings)
      throws SQLException {
    try (var select = connection.prepareStatement(CHECK_CHANGED)) {
      select.setString(1, shop);
      select.setObject(2, from);
      select.setObject(3, to);
      select.setString(4, shop);
      select.setString(5, shop);
      return last(select, findings);
    }
  }

  private static Place last(PreparedStatement select, Findings findings) throws SQLException {
    // A plan that was kept from when the tables were small would read all of them.
    select.unwrap(PGStatement.class).setPrepareThreshold(0);
    var last = new Place(OffsetDateTime.MIN, FIRST, 0);
    try (var row = select.executeQuery()) {
      while (row.next()) {
        var violation = row.getString("violation");
        if (violation != null) {
          findings.add(Invariant.ORDERS_WHOLE, violation);
        } else {
          last =
              new Place(
                  row.getObject("created_at", OffsetDateTime.class),
                  row.getObject("id", UUID.class),
                  row.getLong("seen"));
        }
      }
    }
    return last;
  }
}
