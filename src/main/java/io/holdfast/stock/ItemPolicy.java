package io.holdfast.stock;

import io.holdfast.platform.database.WriteTransaction;
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
   * The policies of those of these SKUs that exist and are not deleted; read after the levels are
   * locked.
   */
  public static Map<String, ItemPolicy> read(WriteTransaction transaction, Collection<String> skus)
      throws SQLException {
    var connection = transaction.connection();
    try (var select =
        connection.prepareStatement(
            """
            SELECT sku, max_per_order FROM item
            WHERE shop = ? AND sku = ANY (?) AND deleted_at IS NULL""")) {
      select.setString(1, transaction.shop());
      select.setArray(2, connection.createArrayOf("text", skus.toArray()));
      try (var row = select.executeQuery()) {
        var policies = new HashMap<String, ItemPolicy>();
        while (row.next()) {
          var sku = row.getString("sku");
          policies.put(sku, new ItemPolicy(sku, row.getObject("max_per_order", Long.class)));
        }
        return policies;
      }
    }
  }
}
