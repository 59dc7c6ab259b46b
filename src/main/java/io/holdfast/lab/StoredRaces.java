package io.holdfast.lab;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.holdfast.lab.RaceView.Status;
import io.holdfast.platform.database.Transactions;
import io.holdfast.platform.http.Json;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Races in the database, so that every process can tell of them, and after a restart too.
 * Thread-safe.
 */
@ApplicationScoped
class StoredRaces {

  // A process that runs a race says so four times a second; one that waits for its turn does not.
  private static final String COLUMNS =
      """
      document, created_at, updated_at,
      (status = 'RUNNING' AND updated_at < now() - interval '30 seconds')
        OR (status = 'QUEUED' AND updated_at < now() - interval '15 minutes') AS lost""";

  private static final int MOST_SWEPT = 20;

  /** A race whose shops have to be looked for once more. */
  record Ended(String shop, RaceView race) {}

  private final Transactions transactions;
  private final Json json;

  StoredRaces(Transactions transactions, Json json) {
    this.transactions = transactions;
    this.json = json;
  }

  /** Adds a race, and gives it its time. */
  RaceView add(String shop, RaceView race) {
    transactions.read(
        connection -> {
          try (var insert =
              connection.prepareStatement(
                  """
                  INSERT INTO lab_race (shop, id, status, revision, document)
                  VALUES (?, ?, ?, ?, ?)""")) {
            insert.setString(1, shop);
            insert.setObject(2, race.id());
            insert.setString(3, race.status().name());
            insert.setLong(4, race.revision());
            insert.setString(5, text(race));
            return insert.executeUpdate();
          }
        });
    return find(shop, race.id()).orElseThrow();
  }

  /** Says how far a race has come. */
  void save(String shop, RaceView race) {
    transactions.read(
        connection -> {
          try (var update =
              connection.prepareStatement(
                  """
                  UPDATE lab_race SET status = ?, revision = ?, document = ?, updated_at = now()
                  WHERE shop = ? AND id = ? AND revision < ?""")) {
            update.setString(1, race.status().name());
            update.setLong(2, race.revision());
            update.setString(3, text(race));
            update.setString(4, shop);
            update.setObject(5, race.id());
            update.setLong(6, race.revision());
            return update.executeUpdate();
          }
        });
  }

  /** A race as it stands. */
  Optional<RaceView> find(String shop, UUID id) {
    return transactions.read(
        connection -> {
          try (var select =
              connection.prepareStatement(
                  "SELECT %s FROM lab_race WHERE shop = ? AND id = ?".formatted(COLUMNS))) {
            select.setString(1, shop);
            select.setObject(2, id);
            try (var row = select.executeQuery()) {
              return row.next() ? Optional.of(race(row)) : Optional.empty();
            }
          }
        });
  }

  /** The newest races of a shop. */
  List<RaceView> newest(String shop, int limit) {
    return transactions.read(
        connection -> {
          try (var select =
              connection.prepareStatement(
                  """
                  SELECT %s FROM lab_race WHERE shop = ?
                  ORDER BY created_at DESC, id DESC LIMIT ?"""
                      .formatted(COLUMNS))) {
            select.setString(1, shop);
            select.setInt(2, limit);
            try (var row = select.executeQuery()) {
              var races = new ArrayList<RaceView>();
              while (row.next()) {
                races.add(race(row));
              }
              return races;
            }
          }
        });
  }

  /**
   * Some races whose shops may still be there: they ended a minute ago or more, so that whoever was
   * busy with such a shop is done; or their process has ended.
   */
  List<Ended> unswept() {
    return transactions.read(
        connection -> {
          try (var select =
              connection.prepareStatement(
                  """
                  SELECT * FROM (
                    SELECT shop, status, swept, %s FROM lab_race) race
                  WHERE NOT swept AND updated_at < now() - interval '1 minute'
                    AND (lost OR status NOT IN ('QUEUED', 'RUNNING'))
                  ORDER BY updated_at LIMIT ?"""
                      .formatted(COLUMNS))) {
            select.setInt(1, MOST_SWEPT);
            try (var row = select.executeQuery()) {
              var ended = new ArrayList<Ended>();
              while (row.next()) {
                ended.add(new Ended(row.getString("shop"), race(row)));
              }
              return ended;
            }
          }
        });
  }

  /** Takes note that nothing of a race is left. */
  void swept(Ended ended) {
    transactions.read(
        connection -> {
          try (var update =
              connection.prepareStatement(
                  "UPDATE lab_race SET swept = true WHERE shop = ? AND id = ?")) {
            update.setString(1, ended.shop());
            update.setObject(2, ended.race().id());
            return update.executeUpdate();
          }
        });
  }

  /** Removes races that are too old, or too many; not those whose shops may still be there. */
  int removeOutlived(LabConfig config) {
    return transactions.read(connection -> removeOutlived(connection, config));
  }

  private static int removeOutlived(Connection connection, LabConfig config) throws SQLException {
    try (var delete =
        connection.prepareStatement(
            """
            DELETE FROM lab_race WHERE swept AND (
              created_at < now() - make_interval(secs => ?)
              OR (shop, id) IN (
                SELECT shop, id FROM lab_race ORDER BY created_at DESC, id DESC OFFSET ?))""")) {
      delete.setDouble(1, config.retention().toMillis() / 1e3);
      delete.setInt(2, config.maxRaces());
      return delete.executeUpdate();
    }
  }

  private static String text(RaceView race) {
    return new String(Json.write(race), UTF_8);
  }

  private RaceView race(ResultSet row) throws SQLException {
    var stored =
        json.read(row.getString("document").getBytes(UTF_8), RaceView.class)
            .at(
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                row.getObject("updated_at", OffsetDateTime.class).toInstant());
    return row.getBoolean("lost")
        ? stored.next(Status.FAILED, "The instance that ran the race has ended.", stored.results())
        : stored;
  }
}
