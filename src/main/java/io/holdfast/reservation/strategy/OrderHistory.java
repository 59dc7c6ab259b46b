package io.holdfast.reservation.strategy;

import io.holdfast.platform.database.BulkInsert;
import io.holdfast.platform.database.WriteTransaction;
import io.holdfast.reservation.decision.OrderChange;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * What happened to orders. Most orders are confirmed at once and never change, so that first step
 * is told by the order itself and not written here. Stateless.
 */
public final class OrderHistory {

  /**
   * One step.
   *
   * @param type as the event is called
   */
  public record Entry(long version, String type, String actor, Instant at) {}

  private static final BulkInsert<OrderChange> INSERT =
      BulkInsert.<OrderChange>into("order_change")
          .constant("shop")
          .constant("at")
          .column("order_id", "uuid", change -> change.after().id())
          .column("version", "int8", change -> change.after().version())
          .column("type", "text", OrderChange::event)
          .column("actor", "text", OrderChange::actor)
          .build();

  private OrderHistory() {}

  static void append(WriteTransaction transaction, List<OrderChange> changes) throws SQLException {
    var told =
        changes.stream()
            .filter(change -> change.before() != null || change.after().expiresAt() != null)
            .toList();
    INSERT.appendTo(transaction.writes(), told, transaction.shop(), transaction.tick());
  }

  /** The steps of an order that are written here, oldest first. */
  public static List<Entry> of(Connection connection, String shop, UUID order) throws SQLException {
    try (var select =
        connection.prepareStatement(
            """
            SELECT version, type, actor, at FROM order_change
            WHERE shop = ? AND order_id = ? ORDER BY version""")) {
      select.setString(1, shop);
      select.setObject(2, order);
      try (var row = select.executeQuery()) {
        var entries = new ArrayList<Entry>();
        while (row.next()) {
          entries.add(
              new Entry(
                  row.getLong(1),
                  row.getString(2),
                  row.getString(3),
                  row.getObject(4, OffsetDateTime.class).toInstant()));
        }
        return entries;
      }
    }
  }
}
