package io.holdfast.event;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
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

  // LIMIT makes it a look-up by key per batch; EXISTS may be planned as one pass over all events.
  private static final String DUE =
      """
      SELECT id, (
        SELECT 1 FROM event WHERE event.shop = batch.shop AND batch_id = batch.id LIMIT 1) IS NOT NULL
      FROM batch WHERE shop = ? AND number IS NULL AND NOT void
      ORDER BY tick, id LIMIT ?""";

  private static final String NUMBER =
      """
      UPDATE batch SET number = (?::bigint[])[array_position(?::uuid[], id)]
      WHERE shop = ? AND id = ANY (?)""";

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
    var ids = new ArrayList<UUID>();
    var numbers = new ArrayList<Long>();
    var next = due(connection, shop, last, ids, numbers);
    if (!ids.isEmpty()) {
      give(connection, shop, ids, numbers);
    }
    if (next > last) {
      advance(connection, shop, next);
    }
    return new Numbered(next, ids.size() == ROUND);
  }

  /** Collects batches and their numbers, 0 for one without events; returns the last number. */
  private static long due(
      Connection connection, String shop, long last, List<UUID> ids, List<Long> numbers)
      throws SQLException {
    var next = last;
    try (var due = connection.prepareStatement(DUE)) {
      due.setString(1, shop);
      due.setInt(2, ROUND);
      try (var row = due.executeQuery()) {
        while (row.next()) {
          ids.add(row.getObject(1, UUID.class));
          numbers.add(row.getBoolean(2) ? ++next : 0L);
        }
      }
    }
    return next;
  }

  private static void give(Connection connection, String shop, List<UUID> ids, List<Long> numbers)
      throws SQLException {
    try (var number = connection.prepareStatement(NUMBER)) {
      var batches = connection.createArrayOf("uuid", ids.toArray());
      number.setArray(1, connection.createArrayOf("bigint", numbers.toArray()));
      number.setArray(2, batches);
      number.setString(3, shop);
      number.setArray(4, batches);
      number.executeUpdate();
    }
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
