package io.holdfast.reservation.strategy;

import io.holdfast.platform.database.BulkInsert;
import io.holdfast.platform.database.WriteTransaction;
import io.holdfast.reservation.decision.Allocation;
import io.holdfast.reservation.decision.Order;
import io.holdfast.reservation.decision.OrderLine;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Writes orders, their lines and their allocations. Stateless. */
final class OrderRows {

  private record LineRow(UUID orderId, int position, OrderLine line) {}

  private record AllocationRow(UUID orderId, String sku, Allocation allocation) {}

  private static final BulkInsert<Order> INSERT_ORDERS =
      BulkInsert.<Order>into("orders")
          .constant("shop")
          .constant("created_at")
          .constant("updated_at")
          .column("id", "uuid", Order::id)
          .column("status", "text", order -> order.status().name())
          .column("customer", "text", Order::customer)
          .column("reference", "text", Order::reference)
          .column("metadata", "text", Order::metadata)
          .column("version", "int8", Order::version)
          .build();

  private static final BulkInsert<LineRow> INSERT_LINES =
      BulkInsert.<LineRow>into("order_line")
          .constant("shop")
          .column("order_id", "uuid", LineRow::orderId)
          .column("position", "int2", row -> (short) row.position())
          .column("sku", "text", row -> row.line().sku())
          .column("requested", "int8", row -> row.line().requested())
          .column("reserved", "int8", row -> row.line().reserved())
          .column("backordered", "int8", row -> row.line().backordered())
          .column("fulfilled", "int8", row -> row.line().fulfilled())
          .column("returned", "int8", row -> row.line().returned())
          .build();

  private static final BulkInsert<AllocationRow> INSERT_ALLOCATIONS =
      BulkInsert.<AllocationRow>into("allocation")
          .constant("shop")
          .column("order_id", "uuid", AllocationRow::orderId)
          .column("sku", "text", AllocationRow::sku)
          .column("location", "text", row -> row.allocation().location())
          .column("quantity", "int8", row -> row.allocation().quantity())
          .build();

  private OrderRows() {}

  static void insert(WriteTransaction transaction, List<Order> orders) throws SQLException {
    var lines = new ArrayList<LineRow>();
    var allocations = new ArrayList<AllocationRow>();
    for (var order : orders) {
      var position = 0;
      for (var line : order.lines()) {
        lines.add(new LineRow(order.id(), position++, line));
        line.allocations()
            .forEach(
                allocation ->
                    allocations.add(new AllocationRow(order.id(), line.sku(), allocation)));
      }
    }
    var writes = transaction.writes();
    var shop = transaction.shop();
    var tick = transaction.tick();
    INSERT_ORDERS.appendTo(writes, orders, shop, tick, tick);
    INSERT_LINES.appendTo(writes, lines, shop);
    INSERT_ALLOCATIONS.appendTo(writes, allocations, shop);
  }

  /** Writes orders that are locked and have given all their stock back. */
  static void updateReleased(WriteTransaction transaction, List<Order> orders) throws SQLException {
    if (orders.isEmpty()) {
      return;
    }
    var writes = transaction.writes();
    var ids = writes.array("uuid", orders.stream().map(Order::id).toArray());
    writes
        .addExpecting(
            orders.size(),
            """
            UPDATE orders SET status = new.status, version = new.version, expires_at = NULL,
              updated_at = ?
            FROM unnest(?::uuid[], ?::text[], ?::int8[]) AS new (id, status, version)
            WHERE orders.shop = ? AND orders.id = ANY (?) AND orders.id = new.id""",
            transaction.tick(),
            ids,
            writes.array("text", orders.stream().map(order -> order.status().name()).toArray()),
            writes.array("int8", orders.stream().map(Order::version).toArray()),
            transaction.shop(),
            ids)
        .add(
            "UPDATE order_line SET reserved = 0, backordered = 0 WHERE shop = ? AND order_id = ANY (?)",
            transaction.shop(),
            ids)
        .add(
            "DELETE FROM allocation WHERE shop = ? AND order_id = ANY (?)",
            transaction.shop(),
            ids);
  }
}
