package io.holdfast.event;

import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * Gives committed batches their numbers: 1, 2, 3, … per shop, in the order of their ticks among
 * those that are visible and have none. A transaction that commits late is numbered late and never
 * skipped, for what is looked for is the missing number and not a time. One sequencer per shop
 * works at a time, whoever locks the shop's row; others pass on. Stateless.
 */
final class Sequencer {

  /** Batches of one round. */
  static final int ROUND = 500;

  /**
   * What is known of a shop after a round.
   *
   * @param last the last number
   * @param more whether there may be more to number
   */
  record Numbered(long last, boolean more) {}

  private static final String NEXT_DUE =
      """
      SELECT shop FROM batch WHERE number IS NULL AND NOT void AND shop > ?
      ORDER BY shop LIMIT 1""";

  private static final String ENSURE =
      "INSERT INTO event_sequence (shop) VALUES (?) ON CONFLICT (shop) DO NOTHING";

  private static final String LOCK =
      "SELECT last_number FROM event_sequence WHERE shop = ? FOR NO KEY UPDATE SKIP LOCKED";

  private static final String NUMBER =
      """
      WITH due AS (
        SELECT id, tick,
               EXISTS (SELECT FROM event WHERE event.shop = batch.shop AND batch_id = id) AS has_events
        FROM batch WHERE shop = ? AND number IS NULL AND NOT void
        ORDER BY tick, id LIMIT ?),
      numbered AS (
        UPDATE batch SET number = CASE WHEN has_events THEN ? + place ELSE 0 END
        FROM (
          SELECT id, has_events, count(*) FILTER (WHERE has_events) OVER (ORDER BY tick, id) AS place
          FROM due) AS placed
        WHERE batch.shop = ? AND batch.id = placed.id
        RETURNING batch.number)
      SELECT count(*), max(number) FROM numbered""";

  private static final String ADVANCE = "UPDATE event_sequence SET last_number = ? WHERE shop = ?";

  private Sequencer() {}

  /** The first shop behind {@code after} that has something to number; null for none. */
  static @Nullable String nextDue(Connection connection, String after) throws SQLException {
    try (var select = connection.prepareStatement(NEXT_DUE)) {
      select.setString(1, after);
      try (var row = select.executeQuery()) {
        return row.next() ? row.getString(1) : null;
      }
    }
  }

  /**
   * Numbers what is due in a shop, up to a bound, in a transaction of its own that also tells
   * readers in other processes. Null where another sequencer is at it.
   *
   * @param connection in no transaction
   */
  static @Nullable Numbered number(Connection connection, String shop) throws SQLException {
    try (var ensure = connection.prepareStatement(ENSURE)) {
      ensure.setString(1, shop);
      ensure.executeUpdate();
    }
    connection.setAutoCommit(false);
    try {
      var numbered = inTurn(connection, shop);
      connection.commit();
      return numbered;
    } catch (SQLException | RuntimeException failure) {
      connection.rollback();
      throw failure;
    } finally {
      connection.setAutoCommit(true);
    }
  }

  private static @Nullable Numbered inTurn(Connection connection, String shop) throws SQLException {
    long last;
    try (var lock = connection.prepareStatement(LOCK)) {
      lock.setString(1, shop);
      try (var row = lock.executeQuery()) {
        if (!row.next()) {
          return null;
        }
        last = row.getLong(1);
      }
    }
    // A statement of its own: the one that locked may see batches as they were before the last
    // sequencer numbered them.
    long found;
    long highest;
    try (var number = connection.prepareStatement(NUMBER)) {
      number.setString(1, shop);
      number.setInt(2, ROUND);
      number.setLong(3, last);
      number.setString(4, shop);
      try (var row = number.executeQuery()) {
        row.next();
        found = row.getLong(1);
        highest = Math.max(last, row.getLong(2));
      }
    }
    if (highest > last) {
      advance(connection, shop, highest);
    }
    return new Numbered(highest, found == ROUND);
  }

  private static void advance(Connection connection, String shop, long highest)
      throws SQLException {
    try (var advance = connection.prepareStatement(ADVANCE)) {
      advance.setLong(1, highest);
      advance.setString(2, shop);
      advance.executeUpdate();
    }
    Announcements.send(connection, shop, highest);
  }
}
