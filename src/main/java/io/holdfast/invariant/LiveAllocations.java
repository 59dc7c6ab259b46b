package io.holdfast.invariant;

import io.holdfast.platform.database.DatabaseUnavailableException;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Holds what orders have at a level against what its ledger says they took. No index leads there,
 * so it reads all allocations of the shop. Thread-safe.
 */
@ApplicationScoped
class LiveAllocations {

  // One statement, so that both are of one moment.
  private static final String TOTALS =
      """
      SELECT (
          SELECT coalesce(sum(quantity), 0)::int8 FROM allocation
          WHERE shop = ? AND sku = ? AND location = ?),
        coalesce((
          SELECT reserved_after FROM stock_movement
          WHERE shop = ? AND sku = ? AND location = ? ORDER BY version DESC LIMIT 1), 0)""";

  private static final String ORDERS =
      """
      SELECT order_id FROM (
        SELECT order_id, sum(reserved_delta) AS quantity FROM stock_movement
        WHERE shop = ? AND sku = ? AND location = ? AND order_id IS NOT NULL GROUP BY order_id) m
      FULL JOIN (
        SELECT order_id, quantity FROM allocation
        WHERE shop = ? AND sku = ? AND location = ?) a USING (order_id)
      WHERE coalesce(m.quantity, 0) <> coalesce(a.quantity, 0)
      ORDER BY order_id LIMIT 20""";

  /**
   * What was found.
   *
   * @param allocated units that orders have at the level
   * @param ledger units that are reserved there by its ledger
   * @param orders the first 20 whose share of the two differs
   */
  record Totals(long allocated, long ledger, List<String> orders) {}

  private final LongReads reads;

  LiveAllocations(LongReads reads) {
    this.reads = reads;
  }

  /** The two sides of a level; empty where they could not be read in time. */
  Optional<Totals> at(String shop, String sku, String location) {
    try {
      var totals = reads.read(connection -> totals(connection, shop, sku, location));
      return Optional.of(
          totals.allocated() == totals.ledger()
              ? totals
              : new Totals(
                  totals.allocated(),
                  totals.ledger(),
                  reads.read(connection -> orders(connection, shop, sku, location))));
    } catch (DatabaseUnavailableException tooLong) {
      return Optional.empty();
    }
  }

  private static Totals totals(Connection connection, String shop, String sku, String location)
      throws SQLException {
    try (var select = connection.prepareStatement(TOTALS)) {
      bind(select, shop, sku, location);
      try (var row = select.executeQuery()) {
        row.next();
        return new Totals(row.getLong(1), row.getLong(2), List.of());
      }
    }
  }

  private static List<String> orders(
      Connection connection, String shop, String sku, String location) throws SQLException {
    try (var select = connection.prepareStatement(ORDERS)) {
      bind(select, shop, sku, location);
      try (var row = select.executeQuery()) {
        var orders = new ArrayList<String>();
        while (row.next()) {
          orders.add(row.getString(1));
        }
        return orders;
      }
    }
  }

  private static void bind(PreparedStatement select, String... place) throws SQLException {
    for (var parameter = 0; parameter < 2 * place.length; parameter++) {
      select.setString(parameter + 1, place[parameter % place.length]);
    }
  }
}
