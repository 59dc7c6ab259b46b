package io.holdfast.invariant;

import io.holdfast.platform.database.Transactions;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * What the last checks found, whichever process made them: kept in the database and told to the
 * metrics. Thread-safe.
 */
@ApplicationScoped
public class Results {

  private static final Logger LOG = Logger.getLogger(Results.class);

  // A shop counts as checked when it is first met.
  private static final String ENROL =
      """
      INSERT INTO invariant_result (shop, invariant)
      SELECT DISTINCT shop, invariant FROM invariant_round CROSS JOIN unnest(?) AS invariant
      ON CONFLICT DO NOTHING""";

  // A full check has seen what a recent one would.
  private static final String FULL =
      """
      UPDATE invariant_result SET checked_at = now(), recent_violations = f.found,
        full_violations = f.found
      FROM (SELECT ?::int AS found) f, invariant_result old
      WHERE invariant_result.shop = ? AND invariant_result.invariant = ?
        AND old.shop = invariant_result.shop AND old.invariant = invariant_result.invariant
      RETURNING greatest(old.recent_violations, old.full_violations) <> f.found""";

  private static final String SETTLED =
      """
      UPDATE invariant_result SET checked_at = now(), recent_violations = f.found
      FROM (SELECT ?::int AS found) f, invariant_result old
      WHERE invariant_result.shop = ? AND invariant_result.invariant = ?
        AND old.shop = invariant_result.shop AND old.invariant = invariant_result.invariant
      RETURNING old.recent_violations <> f.found""";

  // The next check of this kind looks elsewhere, so that only a full one takes anything back.
  private static final String PARTIAL =
      """
      UPDATE invariant_result
      SET full_violations = greatest(invariant_result.full_violations, f.found)
      FROM (SELECT ?::int AS found) f, invariant_result old
      WHERE invariant_result.shop = ? AND invariant_result.invariant = ?
        AND old.shop = invariant_result.shop AND old.invariant = invariant_result.invariant
      RETURNING old.full_violations < f.found""";

  private final Transactions transactions;
  private final InvariantMetrics metrics;

  Results(Transactions transactions, InvariantMetrics metrics) {
    this.transactions = transactions;
    this.metrics = metrics;
  }

  /** Has a row for every invariant of every shop that takes turns. */
  void enrol() {
    transactions.read(
        connection -> {
          try (var insert = connection.prepareStatement(ENROL)) {
            insert.setArray(1, connection.createArrayOf("text", labels()));
            return insert.executeUpdate();
          }
        });
  }

  /**
   * Takes note of a check of one shop; logs when more or less is wrong than before. A shop that
   * takes no turns yet is not kept.
   */
  void found(Scope scope, String shop, Invariant invariant, List<String> violations) {
    var sql = scope == Scope.FULL ? FULL : invariant.settledByRecent() ? SETTLED : PARTIAL;
    var news =
        transactions.read(
            connection -> {
              try (var update = connection.prepareStatement(sql)) {
                update.setInt(1, violations.size());
                update.setString(2, shop);
                update.setString(3, invariant.label());
                try (var row = update.executeQuery()) {
                  return !row.next() || row.getBoolean(1);
                }
              }
            });
    if (news && !violations.isEmpty()) {
      LOG.errorf(
          "Invariant %s is violated in shop %s: %s", invariant.label(), shop, violations.get(0));
    }
  }

  /** What is known of a shop, invariant by invariant. */
  public List<LastCheck> last(String shop) {
    return transactions.read(
        connection -> {
          try (var select =
              connection.prepareStatement(
                  """
                      SELECT name, checked_at, greatest(recent_violations, full_violations)
                      FROM unnest(?) WITH ORDINALITY AS known(name, place)
                      LEFT JOIN invariant_result ON invariant = name AND shop = ?
                      ORDER BY place""")) {
            select.setArray(1, connection.createArrayOf("text", labels()));
            select.setString(2, shop);
            try (var row = select.executeQuery()) {
              var checks = new ArrayList<LastCheck>();
              while (row.next()) {
                var invariant = Invariant.labelled(row.getString(1));
                var at = row.getObject(2, OffsetDateTime.class);
                checks.add(
                    new LastCheck(
                        invariant.label(),
                        invariant.meaning(),
                        at == null ? null : at.toInstant(),
                        row.getLong(3)));
              }
              return List.copyOf(checks);
            }
          }
        });
  }

  private static Object[] labels() {
    return Stream.of(Invariant.values()).map(Invariant::label).toArray();
  }

  /** Tells the metrics what all processes together know. */
  void publish() {
    transactions.read(
        connection -> {
          try (var select =
              connection.prepareStatement(
                  """
                      SELECT name, coalesce(sum(greatest(recent_violations, full_violations)), 0),
                        extract(epoch FROM coalesce(min(checked_at), now()))
                      FROM unnest(?) AS name LEFT JOIN invariant_result ON invariant = name
                      GROUP BY name""")) {
            select.setArray(1, connection.createArrayOf("text", labels()));
            try (var row = select.executeQuery()) {
              while (row.next()) {
                metrics.tell(row.getString(1), row.getLong(2), row.getDouble(3));
              }
            }
            return true;
          }
        });
  }
}
