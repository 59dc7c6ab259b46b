package io.holdfast.invariant;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.Api;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The check of what is new finds what is wrong with it, and does not read what is old. */
@QuarkusTest
class RecentCheckTest {

  @Inject DataSource dataSource;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          recent-1 | counters-equal-ledger | UPDATE stock_level SET on_hand = on_hand + 1
          recent-2 | counters-equal-ledger | UPDATE stock_level SET reserved = reserved + 1
          recent-3 | ledger-without-gaps   | DELETE FROM stock_movement WHERE version = 3
          recent-4 | ledger-without-gaps   | DELETE FROM stock_movement WHERE version = 5
          recent-5 | ledger-without-gaps   | UPDATE stock_movement SET on_hand_after = 7 WHERE version = 4
          recent-6 | ledger-without-gaps   | UPDATE stock_movement SET reserved_after = 7 WHERE version = 4
          recent-7 | ledger-without-gaps   | UPDATE stock_level SET version = version - 1
          recent-8 | stock-within-bounds   | UPDATE stock_level SET backorder_limit = 3
          recent-9 | orders-whole          | DELETE FROM order_line
          recent-10 | orders-whole         | UPDATE orders SET status = 'CANCELLED'
          recent-11 | orders-whole         | DELETE FROM allocation
          recent-12 | orders-whole         | DELETE FROM orders
          """)
  void whatIsNewAndWrongIsFound(String shop, String invariant, String damage) throws Exception {
    var books = sold(shop);
    assertThat(books.count("ledger_checkpoint")).as("checkpoints").isEqualTo(1);
    sellMore(books.api());
    books.run(damage);
    var report = books.check("recent");
    List<String> failed = report.getList("checks.findAll { !it.ok }.name", String.class);
    assertThat(failed).contains(invariant);
    assertThat(report.getBoolean("ok")).isFalse();
    assertThat(books.check("full").getBoolean("ok")).as("the full check").isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          behind-1 | DELETE FROM stock_movement WHERE version < 3
          behind-2 | UPDATE stock_movement SET on_hand_after = 7 WHERE version = 2
          """)
  void whatIsBehindTheCheckpointIsNotReadAgainByIt(String shop, String damage) throws Exception {
    var books = sold(shop);
    books.run(damage);
    assertThat(books.check("recent").getBoolean("ok")).isTrue();
    sellMore(books.api());
    assertThat(books.check("recent").getBoolean("ok")).isTrue();
    assertThat(books.check("full").getBoolean("ok")).isFalse();
  }

  @Test
  void manyLevelsAndALongLedgerAreWalkedToTheEnd() throws Exception {
    var books = new Damage(dataSource, "recent-many");
    var levels = 2 * LedgerWalk.SLICE + 1;
    var movements = 2 * LedgerWalk.STEP + 1;
    assertThat(books.api().createItem("A", 0).statusCode()).isEqualTo(201);
    execute(
        """
        INSERT INTO item (shop, sku, name, version, created_at, updated_at)
        SELECT 'recent-many', 'B' || n, 'B', 1, now(), now() FROM generate_series(1, %d) n"""
            .formatted(levels));
    execute(
        """
        INSERT INTO stock_level (shop, sku, location, on_hand, reserved, version)
        SELECT 'recent-many', 'B' || n, 'main', %d, 0, %1$d FROM generate_series(1, %d) n"""
            .formatted(1, levels));
    execute(
        """
        INSERT INTO stock_movement (shop, sku, location, version, kind, on_hand_delta,
          reserved_delta, on_hand_after, reserved_after, actor, at)
        SELECT 'recent-many', 'B' || n, 'main', 1, 'received', 1, 0, 1, 0, 'test', now()
        FROM generate_series(1, %d) n"""
            .formatted(levels));
    execute(
        """
        INSERT INTO stock_movement (shop, sku, location, version, kind, on_hand_delta,
          reserved_delta, on_hand_after, reserved_after, actor, at)
        SELECT 'recent-many', 'B7', 'main', n, 'received', 1, 0, n, 0, 'test', now()
        FROM generate_series(2, %d) n"""
            .formatted(movements));
    execute(
        "UPDATE stock_level SET on_hand = %d, version = %1$d WHERE shop = 'recent-many' AND sku = 'B7'"
            .formatted(movements));
    assertThat(books.check("recent").getBoolean("ok")).isTrue();
    assertThat(books.count("(SELECT * FROM ledger_checkpoint WHERE version = " + movements + ") c"))
        .isEqualTo(1);
    // In the last slice, which holds one level.
    books.run("UPDATE stock_level SET on_hand = 5 WHERE sku = 'B999'");
    assertThat(books.check("recent").getBoolean("ok")).isFalse();
  }

  @Test
  void anotherScopeIsRefused() {
    var api = new Api("recent-scope");
    Api.assertInvalid(api.empty().post("/api/v1/invariants/check?scope=some"), "scope");
    Api.assertInvalid(api.request().get("/api/v1/invariants?scope=FULL"), "scope");
  }

  /** A shop with one level at version 2, checked. */
  private Damage sold(String shop) {
    var books = new Damage(dataSource, shop);
    books.api().createItem("R", 9);
    books.api().order("R", 2);
    assertThat(books.check("recent").getBoolean("ok")).isTrue();
    return books;
  }

  /** Versions 3 to 5; the last of them takes an order back. */
  private static void sellMore(Api api) {
    api.order("R", 1);
    var id = api.order("R", 1).jsonPath().getString("id");
    assertThat(api.empty().post(Api.ORDERS + "/" + id + "/cancel").statusCode()).isEqualTo(200);
  }

  private void execute(String sql) throws SQLException {
    try (var connection = dataSource.getConnection();
        var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
