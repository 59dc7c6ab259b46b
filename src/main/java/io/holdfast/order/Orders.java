package io.holdfast.order;

import io.holdfast.platform.database.Transactions;
import io.holdfast.platform.http.Page;
import io.holdfast.reservation.decision.Order;
import io.holdfast.reservation.decision.OrderStatus;
import io.holdfast.reservation.strategy.OrderHistory;
import io.holdfast.reservation.strategy.StoredOrders;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Finds orders. Where an owner is given, the orders of others are as good as absent. Thread-safe.
 */
@ApplicationScoped
public class Orders {

  /** A SKU with fewer movements has its orders among too many others to look through those. */
  private static final int RARE = 10_000;

  private static final String MOVEMENTS =
      """
      SELECT count(*) FROM (
        SELECT 1 FROM stock_movement WHERE shop = ? AND sku = ? LIMIT ?) few""";

  /** OFFSET 0 and the comparison with 1 make the rest look-ups by key, whatever is known. */
  private static final String BY_LEDGER =
      """
      SELECT o.* FROM (
        SELECT order_id FROM stock_movement WHERE shop = ? AND sku = ? AND kind = 'reserved'
        UNION SELECT order_id FROM order_line WHERE shop = ? AND sku = ? AND refused) of_sku
      CROSS JOIN LATERAL (
        SELECT * FROM orders WHERE shop = ? AND id = of_sku.order_id OFFSET 0) o
      WHERE true""";

  private static final String HAS_SKU =
      """

      AND (SELECT 1 FROM order_line
        WHERE order_line.shop = orders.shop AND order_id = orders.id AND sku = ?) = 1""";

  private final Transactions transactions;

  Orders(Transactions transactions) {
    this.transactions = transactions;
  }

  /** The order as it stands. */
  public Order get(String shop, @Nullable String owner, UUID id) {
    return transactions
        .read(connection -> StoredOrders.find(connection, shop, List.of(id)))
        .stream()
        .filter(order -> owner == null || owner.equals(order.principal()))
        .findAny()
        .orElseThrow(() -> Verdicts.notFound("such order"));
  }

  /** What happened to it. */
  public Timeline timeline(String shop, @Nullable String owner, UUID id) {
    var order = get(shop, owner, id);
    return Timeline.of(
        order, transactions.read(connection -> OrderHistory.of(connection, shop, id)));
  }

  /** Orders, newest first. */
  public Page<OrderView> list(String shop, @Nullable String owner, OrderFilter filter, int limit) {
    var rows =
        transactions.read(
            connection -> {
              var parameters = new ArrayList<Object>();
              var sql =
                  filter.sku() == null
                      ? all(parameters, shop)
                      : ofSku(connection, parameters, shop, filter.sku());
              narrow(sql, parameters, owner, filter);
              sql.append(" ORDER BY created_at DESC, id DESC LIMIT ?");
              parameters.add(limit + 1);
              return StoredOrders.select(
                  connection, sql.toString(), statement -> set(statement, parameters));
            });
    var page = Page.of(rows, limit, OrderFilter.Position::cursor);
    return new Page<>(page.items().stream().map(OrderView::from).toList(), page.next());
  }

  private static StringBuilder all(List<Object> parameters, String shop) {
    parameters.add(shop);
    return new StringBuilder("SELECT * FROM orders WHERE shop = ?");
  }

  /** Of a rare SKU by its ledger; of another one the newest orders are looked through. */
  private static StringBuilder ofSku(
      Connection connection, List<Object> parameters, String shop, String sku) throws SQLException {
    if (isRare(connection, shop, sku)) {
      parameters.addAll(List.of(shop, sku, shop, sku, shop));
      return new StringBuilder(BY_LEDGER);
    }
    var sql = all(parameters, shop);
    and(sql, parameters, HAS_SKU, sku);
    return sql;
  }

  private static boolean isRare(Connection connection, String shop, String sku)
      throws SQLException {
    try (var select = connection.prepareStatement(MOVEMENTS)) {
      set(select, List.of(shop, sku, RARE));
      try (var row = select.executeQuery()) {
        return row.next() && row.getInt(1) < RARE;
      }
    }
  }

  private static void narrow(
      StringBuilder sql, List<Object> parameters, @Nullable String owner, OrderFilter filter) {
    and(sql, parameters, " AND principal = ?", owner);
    if (filter.status() != null) {
      sql.append(" AND ").append(status(filter.status()));
    }
    and(sql, parameters, " AND customer = ?", filter.customer());
    and(sql, parameters, " AND created_at >= ?", filter.from());
    and(sql, parameters, " AND created_at < ?", filter.to());
    if (filter.after() != null) {
      sql.append(" AND (created_at, id) < (?, ?)");
      parameters.add(filter.after().createdAt());
      parameters.add(filter.after().id());
    }
  }

  private static void set(PreparedStatement statement, List<Object> parameters)
      throws SQLException {
    for (var i = 0; i < parameters.size(); i++) {
      statement.setObject(i + 1, parameters.get(i));
    }
  }

  /** A hold is over when its time is, whoever has noticed. */
  private static String status(OrderStatus status) {
    return switch (status) {
      case HELD -> "status = 'HELD' AND due_at > now()";
      case EXPIRED -> "(status = 'EXPIRED' OR status = 'HELD' AND due_at <= now())";
      case CONFIRMED, PARTIALLY_FULFILLED, FULFILLED, CANCELLED -> "status = '" + status + "'";
    };
  }

  private static void and(
      StringBuilder sql, List<Object> parameters, String condition, @Nullable Object value) {
    if (value != null) {
      sql.append(condition);
      parameters.add(value);
    }
  }
}
