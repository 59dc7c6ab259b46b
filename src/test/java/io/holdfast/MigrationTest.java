package io.holdfast;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

/** What a release before has written is what this one would have written. */
class MigrationTest {

  /** Lines of one SKU: one that is reserved, one that was, and one of which nothing ever was. */
  private static final String LINES =
      """
      INSERT INTO order_line (shop, order_id, sku, position, requested, reserved, backordered,
        fulfilled, returned)
      SELECT 'old', ('00000000-0000-7000-8000-00000000000' || n)::uuid, 'S', 0, 1,
        CASE n WHEN 1 THEN 1 ELSE 0 END, 0, 0, 0 FROM generate_series(1, 3) n;
      INSERT INTO stock_movement (shop, sku, location, version, kind, on_hand_delta, reserved_delta,
        on_hand_after, reserved_after, order_id, actor, at)
      SELECT 'old', 'S', 'main', n + 1, 'reserved', 0, 1, 9, n,
        ('00000000-0000-7000-8000-00000000000' || n)::uuid, 'a', now() FROM generate_series(1, 2) n""";

  @Test
  void linesOfWhichNothingWasReservedAreMarked() throws Exception {
    var dataSource = new PGSimpleDataSource();
    var database = new TestDatabase();
    database.init(Map.of());
    dataSource.setUrl(database.start().get("quarkus.datasource.jdbc.url"));
    Flyway.configure().dataSource(dataSource).target("9").load().migrate();
    try (var connection = dataSource.getConnection()) {
      execute(connection, LINES);
      Flyway.configure().dataSource(dataSource).load().migrate();
      assertThat(refused(connection)).containsExactly("00000000-0000-7000-8000-000000000003");
    }
  }

  private static List<String> refused(Connection connection) throws SQLException {
    try (var select = connection.createStatement();
        var row = select.executeQuery("SELECT order_id FROM order_line WHERE refused")) {
      var ids = new ArrayList<String>();
      while (row.next()) {
        ids.add(row.getString(1));
      }
      return ids;
    }
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
