package io.holdfast.reservation.strategy;

import io.holdfast.platform.database.BulkInsert;
import io.holdfast.platform.database.WriteTransaction;
import io.holdfast.reservation.decision.Allocation;
import io.holdfast.reservation.decision.Order;
import io.holdfast.reservation.decision.OrderChange;
import io.holdfast.reservation.decision.OrderLine;
import java.sql.Array;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Writes orders, their lines and their allocations. Stateless. */
final class OrderRows {

  private record LineRow(UUID orderId, int position, OrderLine line) {}

  /** The place of an allocation. */
  private record Place(UUID orderId, String sku, String location) {}

  private record AllocationRow(Place place, Allocation allocation) {}

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
          .column("principal", "text", Order::principal)
          .column("version", "int8", Order::version)
          .column("expires_at", "timestamptz", Order::expiresAt)
          .column("due_at", "timestamptz", Order::dueAt)
          .build();

  private static final BulkInsert<LineRow> INSERT_LINES =
      BulkInsert.<LineRow>into("order_line")
          .constant("shop")
          .column("order_id", "uuid", LineRow::orderId)
          .column("position", "int2", row -> (short) row.position())
          .column("sku", "text", row -> row.line().sku())
          .column("location", "text", row -> row.line().location())
          .column("counted", "bool", row -> row.line().counted())
          .column("refused", "bool", row -> row.line().promised() == 0)
          .column("requested", "int8", row -> row.line().requested())
          .column("reserved", "int8", row -> row.line().reserved())
          .column("backordered", "int8", row -> row.line().backordered())
          .column("fulfilled", "int8", row -> row.line().fulfilled())
          .column("returned", "int8", row -> row.line().returned())
          .build();

  private static final BulkInsert<AllocationRow> INSERT_ALLOCATIONS =
      BulkInsert.<AllocationRow>into("allocation")
          .constant("shop")
          .column("order_id", "uuid", row -> row.place().orderId())
          .column("sku", "text", row -> row.place().sku())
          .column("location", "text", row -> row.place().location())
          .column("quantity", "int8", row -> row.allocation().promised())
          .column("backordered", "int8", row -> row.allocation().backordered())
          .column("shipped", "int8", row -> row.allocation().shipped())
          .build();

  private OrderRows() {}

  /** Writes what became of orders; those that were there before are locked. */
  static void write(WriteTransaction transaction, List<OrderChange> changes) throws SQLException {
    var before = new HashMap<UUID, Order>();
    var after = new LinkedHashMap<UUID, Order>();
    for (var change : changes) {
      if (change.before() != null && !after.containsKey(change.after().id())) {
        before.put(change.after().id(), change.before());
      }
      after.put(change.after().id(), change.after());
    }
    insert(
        transaction,
        after.values().stream().filter(order -> !before.containsKey(order.id())).toList());
    if (!before.isEmpty()) {
      update(
          transaction,
          before,
          after.values().stream().filter(order -> before.containsKey(order.id())).toList());
    }
  }

  private static void insert(WriteTransaction transaction, List<Order> orders) throws SQLException {
    var lines = new ArrayList<LineRow>();
    for (var order : orders) {
      var position = 0;
      for (var line : order.lines()) {
        lines.add(new LineRow(order.id(), position++, line));
      }
    }
    var writes = transaction.writes();
    var shop = transaction.shop();
    var tick = transaction.tick();
    INSERT_ORDERS.appendTo(writes, orders, shop, tick, tick);
    INSERT_LINES.appendTo(writes, lines, shop);
    INSERT_ALLOCATIONS.appendTo(writes, allocations(orders), shop);
  }

  private static List<AllocationRow> allocations(Collection<Order> orders) {
    var rows = new ArrayList<AllocationRow>();
    for (var order : orders) {
      for (var line : order.lines()) {
        for (var allocation : line.allocations()) {
          rows.add(
              new AllocationRow(
                  new Place(order.id(), line.sku(), allocation.location()), allocation));
        }
      }
    }
    return rows;
  }

  private static void update(
      WriteTransaction transaction, Map<UUID, Order> before, List<Order> orders)
      throws SQLException {
    var writes = transaction.writes();
    var shop = transaction.shop();
    var ids = writes.array("uuid", column(orders, Order::id));
    writes.addExpecting(
        orders.size(),
        """
        UPDATE orders SET status = new.status, version = new.version,
          expires_at = new.expires_at, due_at = new.due_at, updated_at = ?
        FROM unnest(?::uuid[], ?::text[], ?::int8[], ?::timestamptz[], ?::timestamptz[])
          AS new (id, status, version, expires_at, due_at)
        WHERE orders.shop = ? AND orders.id = ANY (?) AND orders.id = new.id""",
        transaction.tick(),
        ids,
        writes.array("text", column(orders, order -> order.status().name())),
        writes.array("int8", column(orders, Order::version)),
        writes.array("timestamptz", column(orders, Order::expiresAt)),
        writes.array("timestamptz", column(orders, Order::dueAt)),
        shop,
        ids);
    updateLines(transaction, before, orders, ids);
    updateAllocations(transaction, before, orders, ids);
  }

  private static void updateLines(
      WriteTransaction transaction, Map<UUID, Order> before, List<Order> orders, Array ids)
      throws SQLException {
    var lines = new ArrayList<LineRow>();
    for (var order : orders) {
      var old = Objects.requireNonNull(before.get(order.id())).lines();
      for (var position = 0; position < order.lines().size(); position++) {
        if (!order.lines().get(position).equals(old.get(position))) {
          lines.add(new LineRow(order.id(), position, order.lines().get(position)));
        }
      }
    }
    if (lines.isEmpty()) {
      return;
    }
    var writes = transaction.writes();
    writes.addExpecting(
        lines.size(),
        """
        UPDATE order_line SET reserved = new.reserved, backordered = new.backordered,
          fulfilled = new.fulfilled, returned = new.returned
        FROM unnest(?::uuid[], ?::text[], ?::int8[], ?::int8[], ?::int8[], ?::int8[])
          AS new (order_id, sku, reserved, backordered, fulfilled, returned)
        WHERE order_line.shop = ? AND order_line.order_id = ANY (?)
          AND order_line.order_id = new.order_id AND order_line.sku = new.sku""",
        writes.array("uuid", column(lines, LineRow::orderId)),
        writes.array("text", column(lines, row -> row.line().sku())),
        writes.array("int8", column(lines, row -> row.line().reserved())),
        writes.array("int8", column(lines, row -> row.line().backordered())),
        writes.array("int8", column(lines, row -> row.line().fulfilled())),
        writes.array("int8", column(lines, row -> row.line().returned())),
        transaction.shop(),
        ids);
  }

  private static void updateAllocations(
      WriteTransaction transaction, Map<UUID, Order> before, List<Order> orders, Array ids)
      throws SQLException {
    var old = new HashMap<Place, Allocation>();
    allocations(before.values()).forEach(row -> old.put(row.place(), row.allocation()));
    var now = allocations(orders);
    var gone = new HashSet<>(old.keySet());
    now.forEach(row -> gone.remove(row.place()));
    var writes = transaction.writes();
    var shop = transaction.shop();
    if (!gone.isEmpty()) {
      var places = List.copyOf(gone);
      writes.addExpecting(
          places.size(),
          """
          DELETE FROM allocation USING unnest(?::uuid[], ?::text[], ?::text[])
            AS gone (order_id, sku, location)
          WHERE allocation.shop = ? AND allocation.order_id = ANY (?)
            AND allocation.order_id = gone.order_id AND allocation.sku = gone.sku
            AND allocation.location = gone.location""",
          writes.array("uuid", column(places, Place::orderId)),
          writes.array("text", column(places, Place::sku)),
          writes.array("text", column(places, Place::location)),
          shop,
          ids);
    }
    var changed =
        now.stream()
            .filter(row -> old.containsKey(row.place()))
            .filter(row -> !row.allocation().equals(old.get(row.place())))
            .toList();
    if (!changed.isEmpty()) {
      writes.addExpecting(
          changed.size(),
          """
          UPDATE allocation SET quantity = new.quantity, backordered = new.backordered,
            shipped = new.shipped
          FROM unnest(?::uuid[], ?::text[], ?::text[], ?::int8[], ?::int8[], ?::int8[])
            AS new (order_id, sku, location, quantity, backordered, shipped)
          WHERE allocation.shop = ? AND allocation.order_id = ANY (?)
            AND allocation.order_id = new.order_id AND allocation.sku = new.sku
            AND allocation.location = new.location""",
          writes.array("uuid", column(changed, row -> row.place().orderId())),
          writes.array("text", column(changed, row -> row.place().sku())),
          writes.array("text", column(changed, row -> row.place().location())),
          writes.array("int8", column(changed, row -> row.allocation().promised())),
          writes.array("int8", column(changed, row -> row.allocation().backordered())),
          writes.array("int8", column(changed, row -> row.allocation().shipped())),
          shop,
          ids);
    }
    INSERT_ALLOCATIONS.appendTo(
        writes, now.stream().filter(row -> !old.containsKey(row.place())).toList(), shop);
  }

  private static <T> Object[] column(List<T> rows, Function<T, @Nullable Object> value) {
    return rows.stream().map(value).toArray();
  }
}
