package io.holdfast.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.ExecutedPlans;
import io.holdfast.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

/** The lab's tables on a server that tells what statements read, and that no service runs on. */
class LabTablesTest {

  private static final int ORDERS = 300;

  /** Rows that a removal may read for each that goes. */
  private static final int PER_ROW = 6;

  @Test
  void ordersOfAShopThatTheStatisticsDoNotKnowAreRemovedByKey() throws Exception {
    var dataSource = dataSource();
    try (var connection = dataSource.getConnection()) {
      for (var known = 0; known < 20; known++) {
        insertOrders(connection, "known-" + known);
      }
      execute(connection, "ANALYZE lab_order");
      insertOrders(connection, "unknown");
      var plans = new ExecutedPlans(connection);
      new LabTables(dataSource, "unknown").remove();
      assertThat(plans.all())
          .filteredOn(plan -> plan.sql().startsWith("DELETE FROM lab_order"))
          .singleElement()
          .satisfies(plan -> assertThat(plan.result()).isEqualTo(ORDERS))
          .satisfies(plan -> assertThat(plan.read()).isLessThan(PER_ROW * ORDERS));
    }
  }

  private static PGSimpleDataSource dataSource() {
    var database = new TestDatabase();
    database.init(Map.of("version", "18, explained"));
    var url = database.start().get("quarkus.datasource.jdbc.url");
    Flyway.configure().dataSource(url, null, null).load().migrate();
    var dataSource = new PGSimpleDataSource();
    dataSource.setUrl(url);
    return dataSource;
  }

  private static void insertOrders(Connection connection, String shop) throws SQLException {
    execute(
        connection,
        """
        INSERT INTO lab_order (shop, id, sku, quantity)
        SELECT '%s', gen_random_uuid(), 'item-1', 1 FROM generate_series(1, %d)"""
            .formatted(shop, ORDERS));
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
