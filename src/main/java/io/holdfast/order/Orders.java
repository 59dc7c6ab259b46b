package io.holdfast.order;

import io.holdfast.platform.database.Transactions;
import io.holdfast.platform.http.Page;
import io.holdfast.reservation.decision.Order;
import io.holdfast.reservation.decision.OrderStatus;
import io.holdfast.reservation.strategy.OrderHistory;
import io.holdfast.reservation.strategy.StoredOrders;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Finds orders. Where an owner is given, the orders of others are as good as absent. Thread-safe.
 */
@ApplicationScoped
public class Orders {

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
    var sql = new StringBuilder("SELECT * FROM orders WHERE shop = ?");
    var parameters = new ArrayList<Object>(List.of(shop));
    and(sql, parameters, " AND principal = ?", owner);
    if (filter.status() != null) {
      sql.append(" AND ").append(status(filter.status()));
    }
    and(sql, parameters, " AND customer = ?", filter.customer());
    and(sql, parameters, " AND created_at >= ?", filter.from());
    and(sql, parameters, " AND created_at < ?", filter.to());
    and(
        sql,
        parameters,
        """

        AND (SELECT 1 FROM order_line
          WHERE order_line.shop = orders.shop AND order_id = orders.id AND sku = ?) = 1""",
        filter.sku());
    if (filter.after() != null) {
      sql.append(" AND (created_at, id) < (?, ?)");
      parameters.add(filter.after().createdAt());
      parameters.add(filter.after().id());
    }
    sql.append(" ORDER BY created_at DESC, id DESC LIMIT ?");
    parameters.add(limit + 1);
    var rows =
        transactions.read(
            connection ->
                StoredOrders.select(
                    connection,
                    sql.toString(),
                    statement -> {
                      for (var i = 0; i < parameters.size(); i++) {
                        statement.setObject(i + 1, parameters.get(i));
                      }
                    }));
    var page = Page.of(rows, limit, OrderFilter.Position::cursor);
    return new Page<>(page.items().stream().map(OrderView::from).toList(), page.next());
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
