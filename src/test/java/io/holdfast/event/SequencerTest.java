package io.holdfast.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.Buyers;
import io.holdfast.TestDatabase;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Sequencers on a database that no service runs on, so that each step is the test's own. */
class SequencerTest {

  private static final String TICK = "timestamptz '2026-01-01' + interval '1 second' * ";

  /** By the version of the server. */
  private static final Map<String, String> URLS = new HashMap<>();

  @BeforeAll
  static void createTables() {
    for (var version : List.of("15", "18")) {
      var database = new TestDatabase();
      database.init(Map.of("version", version));
      var url = database.start().get("quarkus.datasource.jdbc.url");
      URLS.put(version, url);
      Flyway.configure().dataSource(url, null, null).load().migrate();
    }
  }

  @ParameterizedTest
  @CsvSource({"18, read committed", "15, repeatable read"})
  void aBatchThatCommitsLateIsNumberedLateAndNotSkipped(String version, String isolation)
      throws Exception {
    var shop = "late";
    try (var sequencer = connect(version, isolation);
        var writer = connect(version, isolation)) {
      writer.setAutoCommit(false);
      var late = write(writer, shop, 1, 1);
      try (var punctual = connect(version, isolation)) {
        var second = write(punctual, shop, 2, 1);
        var third = write(punctual, shop, 3, 2);
        assertThat(Sequencer.number(sequencer, shop)).isEqualTo(new Sequencer.Numbered(2, false));
        assertThat(order(sequencer, shop)).containsExactly(second, third);
        writer.commit();
        assertThat(Sequencer.nextDue(sequencer, "")).isEqualTo(shop);
        assertThat(Sequencer.number(sequencer, shop)).isEqualTo(new Sequencer.Numbered(3, false));
        assertThat(order(sequencer, shop)).containsExactly(second, third, late);
        assertThat(Sequencer.nextDue(sequencer, "")).isNull();
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"18, read committed", "15, repeatable read"})
  void sequencersAtOnceLeaveNoGapAndUseNoNumberTwice(String version, String isolation)
      throws Exception {
    var shop = "race";
    var batches = 300;
    var tasks = new ArrayList<Callable<Void>>();
    tasks.add(
        () -> {
          try (var writer = connect(version, isolation)) {
            for (var batch = 0; batch < batches; batch++) {
              // Every third has no event and takes no number.
              write(writer, shop, batch, batch % 3);
            }
          }
          return null;
        });
    for (var i = 0; i < 3; i++) {
      tasks.add(() -> numberUntil(version, isolation, shop, batches * 2 / 3));
    }
    Buyers.atOnce(tasks.size(), tasks);
    try (var connection = connect(version, isolation)) {
      assertThat(order(connection, shop)).hasSize(batches * 2 / 3);
    }
  }

  @Test
  void aVoidBatchIsNeverNumbered() throws Exception {
    try (var connection = connect("18", "read committed");
        var insert = connection.createStatement()) {
      insert.execute(
          "INSERT INTO batch (shop, id, void, tick) VALUES ('void', gen_random_uuid(), true, now())");
      assertThat(Sequencer.nextDue(connection, "")).isNull();
      assertThat(Sequencer.number(connection, "void")).isEqualTo(new Sequencer.Numbered(0, false));
    }
  }

  private static Void numberUntil(String version, String isolation, String shop, long last)
      throws SQLException {
    try (var connection = connect(version, isolation)) {
      for (var reached = 0L; reached < last; ) {
        try {
          var numbered = Sequencer.number(connection, shop);
          reached = numbered == null ? reached : numbered.last();
        } catch (SQLException conflict) {
          // At REPEATABLE READ the one that comes second is told to look again.
          assertThat(conflict.getSQLState()).isEqualTo("40001");
        }
      }
    }
    return null;
  }

  private static Connection connect(String version, String isolation) throws SQLException {
    var properties = new Properties();
    properties.setProperty(
        "options", "-c default_transaction_isolation=" + isolation.replace(" ", "\\ "));
    return DriverManager.getConnection(URLS.get(version), properties);
  }

  /** Writes a batch as the service does: events first, the batch row last. */
  private static UUID write(Connection connection, String shop, int tick, int events)
      throws SQLException {
    var id = UUID.randomUUID();
    try (var event =
            connection.prepareStatement(
                "INSERT INTO event VALUES (?, ?, ?, 'test', 'subject', '{}', "
                    + TICK
                    + tick
                    + ")");
        var batch =
            connection.prepareStatement(
                "INSERT INTO batch (shop, id, tick) VALUES (?, ?, " + TICK + tick + ")")) {
      for (var position = 0; position < events; position++) {
        event.setString(1, shop);
        event.setObject(2, id);
        event.setInt(3, position);
        event.executeUpdate();
      }
      batch.setString(1, shop);
      batch.setObject(2, id);
      batch.executeUpdate();
    }
    return id;
  }

  private static List<UUID> order(Connection connection, String shop) throws SQLException {
    var ids = new ArrayList<UUID>();
    try (var select =
        connection.prepareStatement(
            "SELECT id, number FROM batch WHERE shop = ? AND number > 0 ORDER BY number")) {
      select.setString(1, shop);
      try (var row = select.executeQuery()) {
        while (row.next()) {
          ids.add(row.getObject(1, UUID.class));
          assertThat(row.getLong(2)).isEqualTo(ids.size());
        }
      }
    }
    return ids;
  }
}
