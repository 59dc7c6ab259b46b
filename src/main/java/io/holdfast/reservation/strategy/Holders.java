package io.holdfast.reservation.strategy;

import io.holdfast.platform.database.Script;
import io.holdfast.reservation.decision.Command;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * How many live holds a principal has. There is a row to lock per principal, and only where holds
 * are limited: two of its orders for different SKUs have nothing else in common, and could both
 * find room for the last hold. Stateless.
 */
final class Holders {

  /** By a write: at REPEATABLE READ a mere lock would not say that the count is out of date. */
  private static final String LOCK =
      """
      INSERT INTO holder (shop, principal, version)
      SELECT ?, wanted.principal, 0 FROM unnest(?::text[]) AS wanted (principal)
      ORDER BY wanted.principal COLLATE "C"
      ON CONFLICT (shop, principal) DO UPDATE SET version = holder.version + 1""";

  /** Behind the lock, by a statement of its own. */
  private static final String COUNT =
      """
      SELECT wanted.principal, live.holds
      FROM unnest(?::text[]) AS wanted (principal)
      CROSS JOIN LATERAL (
        SELECT count(*) AS holds FROM orders
        WHERE shop = ? AND principal = wanted.principal AND due_at > now()) AS live""";

  private Holders() {}

  /**
   * Appends what locks and counts for those of these commands that take a hold within a limit;
   * nothing where there are none.
   *
   * @return filled when the script runs
   */
  static Map<String, Long> query(Script reads, String shop, Collection<? extends Command> commands)
      throws SQLException {
    var live = new HashMap<String, Long>();
    var principals = new TreeSet<String>();
    for (var command : commands) {
      var owner = command.owner();
      if (command instanceof Command.Place place
          && place.hold() != null
          && owner != null
          && owner.maxHolds() != null) {
        principals.add(owner.principal());
      }
    }
    if (principals.isEmpty()) {
      return live;
    }
    var wanted = List.copyOf(principals).toArray();
    reads.add(LOCK, shop, reads.array("text", wanted));
    reads.query(
        row -> {
          while (row.next()) {
            live.put(row.getString(1), row.getLong(2));
          }
        },
        COUNT,
        reads.array("text", wanted),
        shop);
    return live;
  }
}
