package io.holdfast.webhook;

import io.holdfast.event.Position;
import io.holdfast.platform.database.Transactions;
import io.holdfast.platform.http.Page;
import io.holdfast.platform.problem.Problem;
import io.holdfast.platform.problem.ProblemType;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The history of what was sent to webhooks, and how to send it again. Thread-safe. */
@ApplicationScoped
public class Deliveries {

  private final Webhooks webhooks;
  private final Transactions transactions;

  Deliveries(Webhooks webhooks, Transactions transactions) {
    this.webhooks = webhooks;
    this.transactions = transactions;
  }

  /** Newest first. */
  public Page<DeliveryView> list(
      String shop, UUID id, @Nullable String status, @Nullable Position before, int limit) {
    webhooks.get(shop, id);
    var sql =
        """
        SELECT * FROM webhook_delivery WHERE shop = ? AND webhook_id = ?%s%s
        ORDER BY number DESC, place DESC LIMIT ?"""
            .formatted(
                status == null ? "" : " AND status = ?",
                before == null ? "" : " AND (number, place) < (?, ?)");
    var rows =
        transactions.read(
            connection -> {
              try (var select = connection.prepareStatement(sql)) {
                var index = 1;
                select.setString(index++, shop);
                select.setObject(index++, id);
                if (status != null) {
                  select.setString(index++, status);
                }
                if (before != null) {
                  select.setLong(index++, before.number());
                  select.setInt(index++, before.place());
                }
                select.setInt(index, limit + 1);
                var found = new ArrayList<DeliveryView>();
                try (var row = select.executeQuery()) {
                  while (row.next()) {
                    found.add(DeliveryView.of(row, shop));
                  }
                }
                return found;
              }
            });
    return Page.of(rows, limit, DeliveryView::id);
  }

  /**
   * Puts a delivery back: it is due now, whatever became of it, with all its attempts before it.
   */
  DeliveryView retry(String shop, UUID id, Position event) {
    webhooks.get(shop, id);
    return transactions
        .read(
            connection -> {
              try (var update =
                  connection.prepareStatement(
                      """
                          UPDATE webhook_delivery SET status = 'pending', failures = 0, due_at = now()
                          WHERE shop = ? AND webhook_id = ? AND number = ? AND place = ?
                          RETURNING *""")) {
                update.setString(1, shop);
                update.setObject(2, id);
                update.setLong(3, event.number());
                update.setInt(4, event.place());
                Optional<DeliveryView> found;
                try (var row = update.executeQuery()) {
                  found = row.next() ? Optional.of(DeliveryView.of(row, shop)) : Optional.empty();
                }
                wake(connection, shop, id);
                return found;
              }
            })
        .orElseThrow(Deliveries::notFound);
  }

  /** Has somebody look at the webhook; behind the delivery, which is then seen to be due. */
  private static void wake(Connection connection, String shop, UUID id) throws SQLException {
    try (var update =
        connection.prepareStatement(
            "UPDATE webhook SET due_at = now() WHERE shop = ? AND id = ?")) {
      update.setString(1, shop);
      update.setObject(2, id);
      update.executeUpdate();
    }
  }

  static Problem notFound() {
    return new Problem(ProblemType.NOT_FOUND, "There is no such delivery.");
  }
}
