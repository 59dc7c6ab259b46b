package io.holdfast.lab;

import io.holdfast.platform.http.Actor;
import io.holdfast.stock.Items;
import io.holdfast.stock.NewItem;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;

/**
 * The shops of races: one per race, entrant and round, with items of its own, so that no stock of
 * anybody's is touched, and what is removed in one transaction is no more than one round's orders.
 * Thread-safe.
 */
@ApplicationScoped
class LabShop {

  /** The lab's name for shops; the id of a race follows, then entrant and round. */
  private static final String PREFIX = "lab-";

  /**
   * Every table that has rows of a shop which sells. Levels come first, as soon as orders are
   * locked: orders that are under way end before that, so that what they write is removed too, and
   * later ones find nothing to sell. Whoever numbers events locks the sequence first and then
   * batches, and so does this. What others refer to comes last.
   */
  private static final List<String> TABLES =
      List.of(
          "stock_level",
          "allocation",
          "order_line",
          "orders",
          "order_change",
          "stock_movement",
          "low_stock",
          "item",
          "location",
          "event_sequence",
          "event",
          "batch",
          "idempotency_record",
          "ledger_checkpoint",
          "invariant_result",
          "invariant_round");

  private final DataSource dataSource;
  private final Items items;

  LabShop(DataSource dataSource, Items items) {
    this.dataSource = dataSource;
    this.items = items;
  }

  /** The shop of one round; unlike any that a caller can come upon by chance. */
  static String name(UUID race, int entrant, int round) {
    return "%s%s-%d-%d".formatted(PREFIX, race, entrant, round);
  }

  /** Fills a shop of the service. */
  void stock(String shop, List<String> skus, long units) {
    var actor = new Actor(shop, "lab");
    for (var sku : skus) {
      items.create(actor, null, new NewItem(sku, sku, units, null, null, null, null, null));
    }
  }

  /** What the service's books say is left of a SKU for sale. */
  long available(String shop, String sku) {
    return items.get(shop, sku).available();
  }

  /** Units that orders of a shop were promised, by the service's books. */
  long sold(String shop, String sku) throws SQLException {
    try (var connection = dataSource.getConnection();
        var select =
            connection.prepareStatement(
                """
                SELECT coalesce(sum(reserved), 0) FROM order_line line
                WHERE shop = ? AND sku = ? AND 'CONFIRMED' = (
                  SELECT status FROM orders WHERE shop = line.shop AND id = line.order_id)""")) {
      select.setString(1, shop);
      select.setString(2, sku);
      try (var row = select.executeQuery()) {
        row.next();
        return row.getLong(1);
      }
    }
  }

  /**
   * Removes everything of a shop at once: a check of the books sees all of it or nothing, and finds
   * no fault with either.
   */
  void remove(String shop) throws SQLException {
    try (var connection = dataSource.getConnection()) {
      connection.setAutoCommit(false);
      try {
        execute(connection, "SELECT FROM orders WHERE shop = ? ORDER BY id FOR UPDATE", shop);
        for (var table : TABLES) {
          execute(connection, "DELETE FROM " + table + " WHERE shop = ?", shop);
        }
        connection.commit();
      } catch (SQLException | RuntimeException failure) {
        connection.rollback();
        throw failure;
      } finally {
        connection.setAutoCommit(true);
      }
    }
    new LabTables(dataSource, shop).remove();
  }

  private static void execute(Connection connection, String sql, String shop) throws SQLException {
    try (var statement = connection.prepareStatement(sql)) {
      statement.setString(1, shop);
      statement.execute();
    }
  }

  /** The shops that a race has or could have left behind. */
  static List<String> namesOf(UUID race, int entrants, int rounds) {
    var names = new ArrayList<String>();
    for (var entrant = 0; entrant < entrants; entrant++) {
      for (var round = 0; round < rounds; round++) {
        names.add(name(race, entrant, round));
      }
    }
    return names;
  }
}
