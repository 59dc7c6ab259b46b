package io.holdfast.stock;

import io.holdfast.platform.database.Script;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an item asks of orders, and of those who look after its stock.
 *
 * @param maxPerOrder units one order may take; null for any number
 * @param maxPerCustomer units one customer may buy in all; null for any number
 * @param backorderLimit units that may be sold beyond those available
 * @param lowStockThreshold available units at which the item counts as low; null for never
 */
public record ItemPolicy(
    String sku,
    @Nullable Long maxPerOrder,
    @Nullable Long maxPerCustomer,
    long backorderLimit,
    @Nullable Long lowStockThreshold) {

  /**
   * Appends a query for the policies of those of these SKUs that exist and are not deleted, and of
   * those that a sub-select yields; to be run after the levels are locked.
   *
   * @param more SQL that selects SKUs, or null
   * @return filled when the script runs
   */
  public static Map<String, ItemPolicy> query(
      Script reads,
      String shop,
      Collection<String> skus,
      @Nullable String more,
      Object... parametersOfMore)
      throws SQLException {
    var policies = new HashMap<String, ItemPolicy>();
    var parameters = new ArrayList<Object>(List.of(shop, reads.array("text", skus.toArray())));
    parameters.addAll(List.of(parametersOfMore));
    var wanted = more == null ? "?" : "?::text[] || ARRAY (" + more + ")";
    reads.query(
        row -> {
          while (row.next()) {
            var sku = row.getString("sku");
            policies.put(
                sku,
                new ItemPolicy(
                    sku,
                    row.getObject("max_per_order", Long.class),
                    row.getObject("max_per_customer", Long.class),
                    row.getLong("backorder_limit"),
                    row.getObject("low_stock_threshold", Long.class)));
          }
        },
        """
        SELECT sku, max_per_order, max_per_customer, backorder_limit, low_stock_threshold FROM item
        WHERE shop = ? AND sku = ANY (%s) AND deleted_at IS NULL"""
            .formatted(wanted),
        parameters.toArray());
    return policies;
  }
}
