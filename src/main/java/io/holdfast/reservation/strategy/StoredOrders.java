package io.holdfast.reservation.strategy;

import io.holdfast.platform.database.Script;
import io.holdfast.reservation.decision.Allocation;
import io.holdfast.reservation.decision.Order;
import io.holdfast.reservation.decision.OrderLine;
import io.holdfast.reservation.decision.OrderStatus;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Reads orders whole, each query in one statement, so that no change can be seen by halves.
 * Stateless.
 */
public final class StoredOrders {

  /**
   * Columns and joins that {@link #collect} understands; {@code %s} yields the orders, by any
   * means. OFFSET 0 makes the rest look-ups by key: of a shop that the statistics do not know yet
   * the planner expects one row, and would join all that there are.
   */
  private static final String WHOLE =
      """
      SELECT o.id, o.status, o.customer, o.reference, o.metadata, o.created_at, o.expires_at,
             o.principal, o.version, now() AS seen_at, l.sku, l.location AS fixed, l.requested, l.fulfilled, l.returned, l.counted,
             a.location, a.quantity, a.backordered, a.shipped
      FROM (%s) o
      LEFT JOIN LATERAL (
        SELECT * FROM order_line WHERE shop = o.shop AND order_id = o.id OFFSET 0) l ON true
      LEFT JOIN LATERAL (
        SELECT * FROM allocation WHERE shop = l.shop AND order_id = l.order_id AND sku = l.sku
        OFFSET 0) a ON true
      ORDER BY o.created_at DESC, o.id DESC, l.position, a.location""";

  private static final String BY_ID =
      WHOLE.formatted("SELECT * FROM orders WHERE shop = ? AND id = ANY (?)");

  /** Selects the SKUs of orders; parameters: the shop and an array of ids. They never change. */
  static final String SKUS_OF = "SELECT sku FROM order_line WHERE shop = ? AND order_id = ANY (?)";

  private static final String LOCK =
      "SELECT id FROM orders WHERE shop = ? AND id = ANY (?) ORDER BY id FOR NO KEY UPDATE";

  /** Sets the parameters of a query. */
  @FunctionalInterface
  public interface Parameters {
    void set(java.sql.PreparedStatement statement) throws SQLException;
  }

  private StoredOrders() {}

  /** Those of these orders that exist, newest first, as they are at this moment. */
  public static List<Order> find(Connection connection, String shop, Collection<UUID> ids)
      throws SQLException {
    return query(
        connection,
        BY_ID,
        statement -> {
          statement.setString(1, shop);
          statement.setArray(2, connection.createArrayOf("uuid", ids.toArray()));
        });
  }

  /**
   * The orders that a query yields, newest first.
   *
   * @param orders SQL that selects rows of {@code orders}
   */
  public static List<Order> select(Connection connection, String orders, Parameters parameters)
      throws SQLException {
    return query(connection, WHOLE.formatted(orders), parameters);
  }

  /**
   * Locks those of these orders that exist, in the order of their ids; their contents are read
   * afterwards.
   */
  static void lock(Connection connection, String shop, Collection<UUID> ids) throws SQLException {
    try (var select = connection.prepareStatement(LOCK)) {
      select.setString(1, shop);
      select.setArray(2, connection.createArrayOf("uuid", ids.toArray()));
      select.executeQuery();
    }
  }

  /**
   * Appends a query that locks those of these orders that exist, in the order of their ids.
   *
   * @param skipLocked leaves out those that somebody else has locked
   * @param locked is filled when the script runs
   */
  static void lock(
      Script script, String shop, Collection<UUID> ids, boolean skipLocked, Set<UUID> locked)
      throws SQLException {
    script.query(
        row -> {
          while (row.next()) {
            locked.add(row.getObject(1, UUID.class));
          }
        },
        LOCK + (skipLocked ? " SKIP LOCKED" : ""),
        shop,
        script.array("uuid", ids.toArray()));
  }

  /** Appends a query for those of these orders that exist; {@code found} is filled as it runs. */
  static void query(Script reads, String shop, Collection<UUID> ids, List<Order> found)
      throws SQLException {
    reads.query(
        rows -> found.addAll(collect(rows, false)),
        BY_ID,
        shop,
        reads.array("uuid", ids.toArray()));
  }

  /** Those of these orders that exist, as they are written; to be read when they are locked. */
  static List<Order> written(Connection connection, String shop, Collection<UUID> ids)
      throws SQLException {
    var found = new ArrayList<Order>();
    var reads = new Script(connection);
    query(reads, shop, ids, found);
    reads.run();
    return found;
  }

  private static List<Order> query(Connection connection, String sql, Parameters parameters)
      throws SQLException {
    try (var select = connection.prepareStatement(sql)) {
      parameters.set(select);
      try (var rows = select.executeQuery()) {
        return collect(rows, true);
      }
    }
  }

  /**
   * Reads orders.
   *
   * @param asSeen as they are to be shown now, rather than as they are written
   */
  private static List<Order> collect(ResultSet rows, boolean asSeen) throws SQLException {
    var orders = new LinkedHashMap<UUID, Order>();
    var lines = new LinkedHashMap<UUID, Map<String, OrderLine>>();
    var now = Instant.MIN;
    while (rows.next()) {
      var id = rows.getObject("id", UUID.class);
      if (!orders.containsKey(id)) {
        orders.put(id, header(id, rows));
        now = asSeen ? rows.getObject("seen_at", OffsetDateTime.class).toInstant() : now;
      }
      var ofOrder = lines.computeIfAbsent(id, ignored -> new LinkedHashMap<>());
      var sku = rows.getString("sku");
      if (sku != null) {
        if (!ofOrder.containsKey(sku)) {
          ofOrder.put(sku, line(sku, rows));
        }
        var location = rows.getString("location");
        if (location != null) {
          ofOrder.get(sku).allocations().add(allocation(location, rows));
        }
      }
    }
    var moment = now;
    return orders.values().stream()
        .map(order -> order.withLines(lines.getOrDefault(order.id(), Map.of()).values()))
        .map(order -> order.at(moment))
        .toList();
  }

  private static Order header(UUID id, ResultSet row) throws SQLException {
    return new Order(
        id,
        OrderStatus.valueOf(row.getString("status")),
        row.getString("customer"),
        row.getString("reference"),
        row.getString("metadata"),
        List.of(),
        row.getObject("created_at", OffsetDateTime.class).toInstant(),
        instant(row.getObject("expires_at", OffsetDateTime.class)),
        row.getString("principal"),
        row.getLong("version"));
  }

  private static OrderLine line(String sku, ResultSet row) throws SQLException {
    return new OrderLine(
        sku,
        row.getString("fixed"),
        row.getLong("requested"),
        row.getLong("fulfilled"),
        row.getLong("returned"),
        row.getBoolean("counted"),
        new ArrayList<>());
  }

  private static Allocation allocation(String location, ResultSet row) throws SQLException {
    var backordered = row.getLong("backordered");
    return new Allocation(
        location, row.getLong("quantity") - backordered, backordered, row.getLong("shipped"));
  }

  private static @Nullable Instant instant(@Nullable OffsetDateTime time) {
    return time == null ? null : time.toInstant();
  }
}
