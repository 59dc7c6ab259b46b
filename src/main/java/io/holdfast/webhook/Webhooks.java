package io.holdfast.webhook;

import io.holdfast.event.EventLog;
import io.holdfast.event.Position;
import io.holdfast.idempotency.Answer;
import io.holdfast.idempotency.IdempotencyKey;
import io.holdfast.idempotency.KeyedWrites;
import io.holdfast.idempotency.StoredResponse;
import io.holdfast.platform.database.Transactions;
import io.holdfast.platform.http.Cursor;
import io.holdfast.platform.http.Json;
import io.holdfast.platform.http.Page;
import io.holdfast.platform.problem.Problem;
import io.holdfast.platform.problem.ProblemType;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.Optional;
import java.util.UUID;
import org.hibernate.id.uuid.UuidVersion7Strategy;
import org.jspecify.annotations.Nullable;

/** Webhooks: to create, find, list and delete. Thread-safe. */
@ApplicationScoped
public class Webhooks {

  static final String PATH = "/api/v1/webhooks/";

  private static final String INSERT =
      """
      INSERT INTO webhook (shop, id, url, types, description, secret, created_at, number, place, lease_until)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""";

  private final KeyedWrites writes;
  private final Transactions transactions;

  Webhooks(KeyedWrites writes, Transactions transactions) {
    this.writes = writes;
    this.transactions = transactions;
  }

  /** Creates a webhook that gets what is numbered from now on. */
  Answer create(String shop, @Nullable IdempotencyKey key, NewWebhook request) {
    var secret = request.secret() == null ? Secret.generate() : Secret.checked(request.secret());
    return writes.run(
        shop,
        key,
        transaction -> EventLog.bounds(transaction.connection(), shop),
        (transaction, bounds) -> {
          var types = request.types();
          var view =
              new WebhookView(
                  UuidVersion7Strategy.INSTANCE.generateUuid(null),
                  request.url(),
                  types,
                  request.description(),
                  secret,
                  transaction.now(),
                  1);
          var from = Position.endOf(bounds.last());
          transaction
              .writes()
              .add(
                  INSERT,
                  shop,
                  view.id(),
                  view.url(),
                  types == null ? null : transaction.writes().array("text", types.toArray()),
                  view.description(),
                  secret,
                  transaction.tick(),
                  from.number(),
                  from.place(),
                  transaction.tick());
          return new StoredResponse(201, PATH + view.id(), view.etag(), Json.write(view));
        });
  }

  public WebhookView get(String shop, UUID id) {
    return transactions
        .read(
            connection -> {
              try (var select =
                  connection.prepareStatement(
                      "SELECT "
                          + WebhookView.COLUMNS
                          + " FROM webhook WHERE shop = ? AND id = ?")) {
                select.setString(1, shop);
                select.setObject(2, id);
                try (var row = select.executeQuery()) {
                  return row.next()
                      ? Optional.of(WebhookView.of(row))
                      : Optional.<WebhookView>empty();
                }
              }
            })
        .orElseThrow(Webhooks::notFound);
  }

  /** Oldest first. */
  public Page<WebhookView> list(String shop, @Nullable UUID after, int limit) {
    var sql =
        "SELECT %s FROM webhook WHERE shop = ?%s ORDER BY id LIMIT ?"
            .formatted(WebhookView.COLUMNS, after == null ? "" : " AND id > ?");
    var rows =
        transactions.read(
            connection -> {
              try (var select = connection.prepareStatement(sql)) {
                var index = 1;
                select.setString(index++, shop);
                if (after != null) {
                  select.setObject(index++, after);
                }
                select.setInt(index, limit + 1);
                var found = new ArrayList<WebhookView>();
                try (var row = select.executeQuery()) {
                  while (row.next()) {
                    found.add(WebhookView.of(row));
                  }
                }
                return found;
              }
            });
    return Page.of(rows, limit, webhook -> Cursor.of(webhook.id()));
  }

  /** What waits for it is never sent; its history goes with the retention. */
  void delete(String shop, UUID id) {
    var deleted =
        transactions.read(
            connection -> {
              try (var delete =
                  connection.prepareStatement("DELETE FROM webhook WHERE shop = ? AND id = ?")) {
                delete.setString(1, shop);
                delete.setObject(2, id);
                return delete.executeUpdate();
              }
            });
    if (deleted == 0) {
      throw notFound();
    }
  }

  static Problem notFound() {
    return new Problem(ProblemType.NOT_FOUND, "There is no such webhook.");
  }
}
