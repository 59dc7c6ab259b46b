package io.holdfast.idempotency;

import io.holdfast.platform.database.BulkInsert;
import io.holdfast.platform.database.Script;
import io.holdfast.platform.database.WriteTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
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

  /** What is on record under this key. */
  public Optional<KeyedResponse> find(WriteTransaction transaction, IdempotencyKey key)
      throws SQLException {
    var reads = new Script(transaction.connection());
    var found = query(reads, transaction, List.of(key));
    reads.run();
    return Optional.ofNullable(found.get(key));
  }

  /**
   * Appends a query for what is on record under these keys. A record that has outlived the
   * retention is removed with the transaction's writes instead. LIMIT keeps the look-up apart, so
   * that it is one by the key, whatever the planner thinks of the table's size.
   *
   * @return filled when the script runs
   */
  public Map<IdempotencyKey, KeyedResponse> query(
      Script reads, WriteTransaction transaction, Collection<IdempotencyKey> keys)
      throws SQLException {
    var found = new HashMap<IdempotencyKey, KeyedResponse>();
    if (keys.isEmpty()) {
      return found;
    }
    var wanted = List.copyOf(keys);
    reads.query(
        row -> {
          while (row.next()) {
            var key = wanted.get(row.getInt("place") - 1);
            if (row.getBoolean("outlived")) {
              delete(transaction, key);
            } else {
              found.put(key, recorded(row));
            }
          }
        },
        """
        SELECT wanted.place, found.*
        FROM unnest(?::text[], ?::text[]) WITH ORDINALITY AS wanted (principal, key, place)
        CROSS JOIN LATERAL (
          SELECT fingerprint, status, location, etag, body,
                 created_at < now() - make_interval(secs => ?) AS outlived
          FROM idempotency_record
          WHERE shop = ? AND principal = wanted.principal AND key = wanted.key
          LIMIT 1) AS found""",
        reads.array("text", wanted.stream().map(IdempotencyKey::principal).toArray()),
        reads.array("text", wanted.stream().map(IdempotencyKey::key).toArray()),
        (double) retention.toSeconds(),
        transaction.shop());
    return found;
  }

  private static KeyedResponse recorded(ResultSet row) throws SQLException {
    return new KeyedResponse(
        row.getBytes("fingerprint"),
        new StoredResponse(
            row.getInt("status"),
            row.getString("location"),
            row.getString("etag"),
            row.getBytes("body")));
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

  private static void delete(WriteTransaction transaction, IdempotencyKey key) {
    transaction
        .writes()
        .add(
            "DELETE FROM idempotency_record WHERE shop = ? AND principal = ? AND key = ?",
            transaction.shop(),
            key.principal(),
            key.key());
  }
}
