package io.holdfast.invariant;

import io.holdfast.platform.database.Transactions;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Deals the shops out to the processes that check: a shop belongs to whom its row was leased to,
 * and the one that was checked longest ago comes first. Thread-safe.
 */
@ApplicationScoped
class Turns {

  /** On top of the longest statement; a process that died is replaced after as long. */
  private static final Duration SLACK = Duration.ofSeconds(30);

  // Every shop that has ever had an item: one step in the index per shop, however many items.
  private static final String ENROL =
      """
      WITH RECURSIVE shops AS (
        (SELECT shop FROM item ORDER BY shop LIMIT 1)
        UNION ALL
        SELECT (SELECT shop FROM item WHERE shop > shops.shop ORDER BY shop LIMIT 1)
        FROM shops WHERE shop IS NOT NULL)
      INSERT INTO invariant_round (shop, scope)
      SELECT shop, scope FROM shops CROSS JOIN unnest(ARRAY ['recent', 'full']) AS scope
      WHERE shop IS NOT NULL ON CONFLICT DO NOTHING""";

  private static final String CLAIM =
      """
      UPDATE invariant_round SET started_at = clock_timestamp(),
        leased_until = clock_timestamp() + make_interval(secs => ?)
      WHERE scope = ? AND shop = (
        SELECT shop FROM invariant_round
        WHERE scope = ? AND started_at <= ? AND leased_until < clock_timestamp()
        ORDER BY started_at, shop LIMIT 1 FOR UPDATE SKIP LOCKED)
      RETURNING shop, started_at, orders_until""";

  /**
   * A shop to check.
   *
   * @param ordersUntil up to where orders were looked at; null for not at all
   */
  record Turn(
      String shop, Scope scope, OffsetDateTime startedAt, @Nullable OffsetDateTime ordersUntil) {

    /** From where orders have to be looked at. */
    OffsetDateTime ordersFrom() {
      return (ordersUntil == null ? startedAt : ordersUntil).minus(RecentOrders.LATE_COMMIT);
    }
  }

  private final Transactions transactions;
  private final double lease;

  Turns(Transactions transactions, InvariantConfig config) {
    this.transactions = transactions;
    this.lease = config.fullCheckTimeout().plus(SLACK).toMillis() / 1e3;
  }

  /** Lets shops that are new take part. */
  void enrol() {
    transactions.read(
        connection -> {
          try (var insert = connection.createStatement()) {
            return insert.executeUpdate(ENROL);
          }
        });
  }

  /** The database's clock. */
  OffsetDateTime now() {
    return transactions.read(Turns::now);
  }

  /** The next shop that was last begun before that moment, and that nobody has. */
  Optional<Turn> claim(Scope scope, OffsetDateTime before) {
    return transactions.read(
        connection -> {
          try (var claim = connection.prepareStatement(CLAIM)) {
            claim.setDouble(1, lease);
            claim.setString(2, scope.label());
            claim.setString(3, scope.label());
            claim.setObject(4, before);
            try (var row = claim.executeQuery()) {
              return row.next()
                  ? Optional.of(
                      new Turn(
                          row.getString(1),
                          scope,
                          row.getObject(2, OffsetDateTime.class),
                          row.getObject(3, OffsetDateTime.class)))
                  : Optional.empty();
            }
          }
        });
  }

  /** What a check that nobody's turn it is would have to look at; nothing is leased. */
  Turn unclaimed(String shop) {
    return transactions.read(
        connection -> {
          try (var select =
              connection.prepareStatement(
                  """
                  SELECT orders_until FROM invariant_round WHERE shop = ? AND scope = 'recent'""")) {
            select.setString(1, shop);
            try (var row = select.executeQuery()) {
              var until = row.next() ? row.getObject(1, OffsetDateTime.class) : null;
              return new Turn(shop, Scope.RECENT, now(connection), until);
            }
          }
        });
  }

  /** Keeps a shop for the next statement. */
  void extend(Turn turn) {
    update(
        turn,
        """
        UPDATE invariant_round SET leased_until = clock_timestamp() + make_interval(secs => ?)
        WHERE shop = ? AND scope = ? AND started_at = ?""",
        lease);
  }

  /** Ends a turn in which all was looked at. */
  void done(Turn turn) {
    update(
        turn,
        """
        UPDATE invariant_round SET leased_until = '-infinity', orders_until = ?
        WHERE shop = ? AND scope = ? AND started_at = ?""",
        turn.startedAt());
  }

  /** Ends a turn in which not all could be; what was missed is the next one's. */
  void failed(Turn turn) {
    update(
        turn,
        """
        UPDATE invariant_round SET leased_until = ?::timestamptz
        WHERE shop = ? AND scope = ? AND started_at = ?""",
        turn.startedAt());
  }

  /** Changes nothing where the turn has gone to somebody else meanwhile. */
  private void update(Turn turn, String sql, Object value) {
    transactions.read(
        connection -> {
          try (var update = connection.prepareStatement(sql)) {
            update.setObject(1, value);
            update.setString(2, turn.shop());
            update.setString(3, turn.scope().label());
            update.setObject(4, turn.startedAt());
            return update.executeUpdate();
          }
        });
  }

  private static OffsetDateTime now(Connection connection) throws SQLException {
    try (var clock = connection.prepareStatement("SELECT clock_timestamp()");
        var row = clock.executeQuery()) {
      row.next();
      return row.getObject(1, OffsetDateTime.class);
    }
  }
}
