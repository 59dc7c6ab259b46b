package io.holdfast.stock;

import io.holdfast.platform.database.BulkInsert;
import io.holdfast.platform.database.Script;
import io.holdfast.platform.database.WriteTransaction;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** An item's row in plain SQL, for many at once. Immutable. */
record ItemRow(
    String sku,
    ItemAttributes attributes,
    long version,
    Instant createdAt,
    Instant updatedAt,
    boolean deleted) {

  private static final BulkInsert<ItemRow> INSERT =
      BulkInsert.<ItemRow>into("item")
          .constant("shop")
          .constant("created_at")
          .constant("updated_at")
          .column("sku", "text", ItemRow::sku)
          .column("name", "text", item -> item.attributes().name())
          .column("backorder_limit", "int8", item -> item.attributes().backorderLimit())
          .column("low_stock_threshold", "int8", item -> item.attributes().lowStockThreshold())
          .column("max_per_order", "int8", item -> item.attributes().maxPerOrder())
          .column("max_per_customer", "int8", item -> item.attributes().maxPerCustomer())
          .column("version", "int8", ItemRow::version)
          .build();

  /** The rows of those of these SKUs that exist, deleted ones too. */
  static Map<String, ItemRow> read(WriteTransaction transaction, Collection<String> skus)
      throws SQLException {
    var items = new HashMap<String, ItemRow>();
    var reads = new Script(transaction.connection());
    reads.query(
        row -> {
          while (row.next()) {
            var item = of(row);
            items.put(item.sku(), item);
          }
        },
        "SELECT * FROM item WHERE shop = ? AND sku = ANY (?)",
        transaction.shop(),
        reads.array("text", skus.toArray()));
    reads.run();
    return items;
  }

  /** Appends new rows; conflicts with whoever inserts them too. */
  static void insert(WriteTransaction transaction, List<ItemRow> items) throws SQLException {
    INSERT.appendTo(
        transaction.writes(), items, transaction.shop(), transaction.tick(), transaction.tick());
  }

  /** Appends the new state of rows; the levels of their SKUs are locked. */
  static void update(WriteTransaction transaction, List<ItemRow> items) throws SQLException {
    if (items.isEmpty()) {
      return;
    }
    var writes = transaction.writes();
    writes.addExpecting(
        items.size(),
        """
        UPDATE item SET name = new.name, backorder_limit = new.backorder_limit,
          low_stock_threshold = new.low_stock_threshold, max_per_order = new.max_per_order,
          max_per_customer = new.max_per_customer, version = new.version, updated_at = ?
        FROM unnest(?::text[], ?::text[], ?::int8[], ?::int8[], ?::int8[], ?::int8[], ?::int8[])
          AS new (sku, name, backorder_limit, low_stock_threshold, max_per_order,
                  max_per_customer, version)
        WHERE item.shop = ? AND item.sku = ANY (?) AND item.sku = new.sku""",
        transaction.tick(),
        writes.array("text", column(items, ItemRow::sku)),
        writes.array("text", column(items, item -> item.attributes().name())),
        writes.array("int8", column(items, item -> item.attributes().backorderLimit())),
        writes.array("int8", column(items, item -> item.attributes().lowStockThreshold())),
        writes.array("int8", column(items, item -> item.attributes().maxPerOrder())),
        writes.array("int8", column(items, item -> item.attributes().maxPerCustomer())),
        writes.array("int8", column(items, ItemRow::version)),
        transaction.shop(),
        writes.array("text", column(items, ItemRow::sku)));
  }

  ItemRow changed(ItemAttributes after, Instant now) {
    return new ItemRow(sku, after, version + 1, createdAt, now, deleted);
  }

  ItemPolicy policy() {
    return new ItemPolicy(
        sku,
        attributes.maxPerOrder(),
        attributes.maxPerCustomer(),
        attributes.backorderLimit(),
        attributes.lowStockThreshold());
  }

  ItemView toView(List<Level> levels) {
    var onHand = levels.stream().mapToLong(Level::onHand).sum();
    var reserved = levels.stream().mapToLong(Level::reserved).sum();
    return new ItemView(
        sku,
        attributes.name(),
        onHand,
        reserved,
        onHand - reserved,
        attributes.backorderLimit(),
        attributes.lowStockThreshold(),
        attributes.maxPerOrder(),
        attributes.maxPerCustomer(),
        version,
        levels.stream().map(LevelView::from).toList(),
        createdAt,
        updatedAt);
  }

  private static ItemRow of(ResultSet row) throws SQLException {
    return new ItemRow(
        row.getString("sku"),
        new ItemAttributes(
            row.getString("name"),
            row.getLong("backorder_limit"),
            row.getObject("low_stock_threshold", Long.class),
            row.getObject("max_per_order", Long.class),
            row.getObject("max_per_customer", Long.class)),
        row.getLong("version"),
        row.getObject("created_at", OffsetDateTime.class).toInstant(),
        row.getObject("updated_at", OffsetDateTime.class).toInstant(),
        row.getObject("deleted_at") != null);
  }

  private static Object[] column(List<ItemRow> items, Function<ItemRow, ?> value) {
    return items.stream().map(value).toArray();
  }
}
