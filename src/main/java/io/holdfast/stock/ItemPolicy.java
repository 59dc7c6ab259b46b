package io.holdfast.stock;

import io.holdfast.platform.database.Script;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an item asks of orders.
 *
 * @param maxPerOrder units one order may take; null for any number
 */
public record ItemPolicy(String sku, @Nullable Long maxPerOrder) {

  /**
   * Appends a query for the policies of those of these SKUs that exist and are not deleted; to be
   * run after the levels are locked.
   *
   * @return filled when the script runs
   */
  public static Map<String, ItemPolicy> query(Script reads, String shop, Collection<String> skus)
      throws SQLException {
    var policies = new HashMap<String, ItemPolicy>();
    reads.query(
        row -> {
          while (row.next()) {
            var sku = row.getString("sku");
            policies.put(sku, new ItemPolicy(sku, row.getObject("max_per_order", Long.class)));
          }
        },
        """
        SELECT sku, max_per_order FROM item
        WHERE shop = ? AND sku = ANY (?) AND deleted_at IS NULL""",
        shop,
        reads.array("text", skus.toArray()));
    return policies;
  }
}
