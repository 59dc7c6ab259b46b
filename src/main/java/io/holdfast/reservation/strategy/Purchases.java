package io.holdfast.reservation.strategy;

import io.holdfast.platform.database.Script;
import io.holdfast.platform.database.WriteTransaction;
import io.holdfast.reservation.decision.Purchase;
import java.sql.SQLException;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What customers have bought of items that limit it. There is a row only where there is a limit and
 * the order names a customer. Rows change by relative writes, so that units can be given back
 * without a lock on the stock. Stateless.
 */
final class Purchases {

  private Purchases() {}

  /** Appends a query for what these customers have bought of these items; filled as it runs. */
  static Map<Purchase, Long> query(
      Script reads, String shop, Collection<String> skus, Collection<String> customers)
      throws SQLException {
    var bought = new HashMap<Purchase, Long>();
    reads.query(
        row -> {
          while (row.next()) {
            bought.put(new Purchase(row.getString(1), row.getString(2)), row.getLong(3));
          }
        },
        """
        SELECT sku, customer, bought FROM purchase
        WHERE shop = ? AND sku = ANY (?) AND customer = ANY (?)""",
        shop,
        reads.array("text", skus.toArray()),
        reads.array("text", customers.toArray()));
    return bought;
  }

  /** Adds to them, in lock order. */
  static void add(WriteTransaction transaction, Map<Purchase, Long> units) throws SQLException {
    var sorted =
        units.entrySet().stream()
            .sorted(
                Map.Entry.comparingByKey(
                    Comparator.comparing(Purchase::sku).thenComparing(Purchase::customer)))
            .toList();
    append(
        transaction,
        sorted.stream().filter(entry -> entry.getValue() > 0).toList(),
        """
        INSERT INTO purchase (shop, sku, customer, bought)
        SELECT ?, new.* FROM unnest(?::text[], ?::text[], ?::int8[]) AS new (sku, customer, bought)
        ON CONFLICT (shop, sku, customer)
        DO UPDATE SET bought = purchase.bought + excluded.bought""");
    // OFFSET 0 makes the shop part of the join, so that the key is looked up whole.
    append(
        transaction,
        sorted.stream().filter(entry -> entry.getValue() < 0).toList(),
        """
        UPDATE purchase SET bought = purchase.bought + new.bought
        FROM (SELECT ?::text AS shop, given.*
          FROM unnest(?::text[], ?::text[], ?::int8[]) AS given (sku, customer, bought)
          OFFSET 0) new
        WHERE purchase.shop = new.shop AND purchase.sku = new.sku
          AND purchase.customer = new.customer""");
  }

  private static void append(
      WriteTransaction transaction, List<Map.Entry<Purchase, Long>> units, String sql)
      throws SQLException {
    if (units.isEmpty()) {
      return;
    }
    var writes = transaction.writes();
    writes.add(
        sql,
        transaction.shop(),
        writes.array("text", units.stream().map(entry -> entry.getKey().sku()).toArray()),
        writes.array("text", units.stream().map(entry -> entry.getKey().customer()).toArray()),
        writes.array("int8", units.stream().map(Map.Entry::getValue).toArray()));
  }
}
