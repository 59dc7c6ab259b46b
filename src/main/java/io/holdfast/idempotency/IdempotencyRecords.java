package io.holdfast.idempotency;

import io.holdfast.platform.database.BulkInsert;
import io.holdfast.platform.database.WriteTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The table of answers under keys. Looked up in a statement of its own after the locks are held,
 * since a statement that waits for a lock reads everything else as of its start; written last, in
 * the order of the keys. Thread-safe.
 */
@ApplicationScoped
public class IdempotencyRecords {

  /** A key and the answer to keep under it. */
  public record Entry(IdempotencyKey key, StoredResponse response) {}

  private static final BulkInsert<Entry> INSERT =
      BulkInsert.<Entry>into("idempotency_record")
          .constant("shop")
          .constant("created_at")
          .column("principal", "text", entry -> entry.key().principal())
          .column("key", "text", entry -> entry.key().key())
          .column("fingerprint", "bytea", entry -> entry.key().fingerprint())
          .column("status", "int2", entry -> (short) entry.response().status())
          .column("location", "text", entry -> entry.response().location())
          .column("etag", "text", entry -> entry.response().etag())
          .column("body", "bytea", entry -> entry.response().body())
          .build();

  private static final Comparator<Entry> KEY_ORDER =
      Comparator.comparing((Entry entry) -> entry.key().principal())
          .thenComparing(entry -> entry.key().key());

  private final Duration retention;

  IdempotencyRecords(IdempotencyConfig config) {
    this.retention = config.retention();
  }

  /** What is on record under these keys. One that has outlived the retention is removed instead. */
  public Map<IdempotencyKey, KeyedResponse> find(
      WriteTransaction transaction, List<IdempotencyKey> keys) throws SQLException {
    var found = new HashMap<IdempotencyKey, KeyedResponse>();
    for (var key : keys) {
      var record = find(transaction, key);
      if (record.isPresent()) {
        found.put(key, record.get());
      }
    }
    return found;
  }

  /** What is on record under this key. */
  public Optional<KeyedResponse> find(WriteTransaction transaction, IdempotencyKey key)
      throws SQLException {
    try (var select =
        transaction
            .connection()
            .prepareStatement(
                """
                SELECT fingerprint, status, location, etag, body,
                       created_at < now() - make_interval(secs => ?) AS outlived
                FROM idempotency_record WHERE shop = ? AND principal = ? AND key = ?""")) {
      select.setDouble(1, (double) retention.toSeconds());
      select.setString(2, transaction.shop());
      select.setString(3, key.principal());
      select.setString(4, key.key());
      try (var row = select.executeQuery()) {
        if (!row.next()) {
          return Optional.empty();
        }
        if (row.getBoolean("outlived")) {
          delete(transaction, key);
          return Optional.empty();
        }
        return Optional.of(
            new KeyedResponse(
                row.getBytes("fingerprint"),
                new StoredResponse(
                    row.getInt("status"),
                    row.getString("location"),
                    row.getString("etag"),
                    row.getBytes("body"))));
      }
    }
  }

  /**
   * Keeps answers. The transaction fails with a retryable error where another one took a key
   * meanwhile.
   */
  public void insert(WriteTransaction transaction, List<Entry> entries) throws SQLException {
    INSERT.appendTo(
        transaction.writes(),
        entries.stream().sorted(KEY_ORDER).toList(),
        transaction.shop(),
        transaction.tick());
  }

  private static void delete(WriteTransaction transaction, IdempotencyKey key) throws SQLException {
    try (var delete =
        transaction
            .connection()
            .prepareStatement(
                "DELETE FROM idempotency_record WHERE shop = ? AND principal = ? AND key = ?")) {
      delete.setString(1, transaction.shop());
      delete.setString(2, key.principal());
      delete.setString(3, key.key());
      delete.executeUpdate();
    }
  }
}
