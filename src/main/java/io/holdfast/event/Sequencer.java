package io.holdfast.event;

import io.holdfast.platform.database.Script;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
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

  private static final String BEGIN = "BEGIN ISOLATION LEVEL READ COMMITTED";

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
   * readers in other processes; two round trips. Null where another sequencer is at it.
   *
   * @param connection in no transaction
   */
  static @Nullable Numbered number(Connection connection, String shop) throws SQLException {
    try {
      return inTurn(connection, shop);
    } catch (SQLException | RuntimeException failure) {
      rollBack(connection, failure);
      throw failure;
    }
  }

  private static @Nullable Numbered inTurn(Connection connection, String shop) throws SQLException {
    var sequence = new ArrayList<Long>();
    var ids = new ArrayList<UUID>();
    var withEvents = new ArrayList<Boolean>();
    // What is due is asked for by a statement of its own: the one that locks may see batches as
    // they were before the last sequencer numbered them.
    new Script(connection)
        .add(BEGIN)
        .add(ENSURE, shop)
        .query(
            row -> {
              while (row.next()) {
                sequence.add(row.getLong(1));
              }
            },
            LOCK,
            shop)
        .query(
            row -> {
              while (row.next()) {
                ids.add(row.getObject(1, UUID.class));
                withEvents.add(row.getBoolean(2));
              }
            },
            DUE,
            shop,
            ROUND)
        .run();
    if (sequence.isEmpty()) {
      new Script(connection).add("ROLLBACK").run();
      return null;
    }
    var last = sequence.get(0);
    var next = last;
    var numbers = new ArrayList<Long>();
    for (var hasEvents : withEvents) {
      numbers.add(hasEvents ? ++next : 0L);
    }
    var writes = new Script(connection);
    if (!ids.isEmpty()) {
      var batches = writes.array("uuid", ids.toArray());
      writes.add(NUMBER, writes.array("int8", numbers.toArray()), batches, shop, batches);
    }
    if (next > last) {
      writes.add(ADVANCE, next, shop);
      Announcements.send(writes, shop, next);
    }
    writes.add("COMMIT").run();
    return new Numbered(next, ids.size() == ROUND);
  }

  private static void rollBack(Connection connection, Exception failure) {
    try {
      new Script(connection).add("ROLLBACK").run();
    } catch (SQLException second) {
      failure.addSuppressed(second);
    }
  }
}
