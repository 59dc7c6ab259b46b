package io.holdfast.stock;

import io.holdfast.platform.database.WriteTransaction;
import io.holdfast.platform.problem.Problem;
import io.holdfast.platform.problem.ProblemType;
import io.holdfast.stock.ImportView.Status;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * The table of imports, one at a time per shop, and their rows as they were uploaded. Whoever works
 * on an import holds a lease on it, and moves on only from where he saw it: one that was thought
 * dead can do nothing more. Thread-safe.
 */
@ApplicationScoped
class StoredImports {

  /** An import that nobody works on. */
  record Due(String shop, UUID id) {}

  private static final int RETRY_AFTER_SECONDS = 5;
  private static final int MAX_CLAIMS = 5;

  private static final String LEASE = "clock_timestamp() + make_interval(secs => ?)";

  private final ImportConfig config;

  StoredImports(ImportConfig config) {
    this.config = config;
  }

  /**
   * Appends a new import.
   *
   * @throws Problem {@code rate-limited} where another one of the shop is not over
   */
  void begin(WriteTransaction transaction, ImportProgress progress, Status status)
      throws SQLException {
    var shop = transaction.shop();
    var writes = transaction.writes();
    try (var select =
        transaction
            .connection()
            .prepareStatement(
                """
                SELECT id, NOT stored AND lease_until < clock_timestamp() AS dead FROM item_import
                WHERE shop = ? AND status IN ('RECEIVING', 'RUNNING') FOR NO KEY UPDATE""")) {
      select.setString(1, shop);
      try (var row = select.executeQuery()) {
        if (row.next()) {
          if (!row.getBoolean("dead")) {
            throw new Problem(
                    ProblemType.RATE_LIMITED, "Another import of this shop is not over yet.")
                .retryAfter(RETRY_AFTER_SECONDS);
          }
          end(transaction, row.getObject("id", UUID.class), Status.FAILED);
        }
      }
    }
    writes.add(
        """
        DELETE FROM item_import WHERE shop = ? AND status IN ('FINISHED', 'FAILED')
          AND updated_at < now() - make_interval(secs => ?)""",
        shop,
        (double) config.retention().toSeconds());
    writes.add(
        """
        INSERT INTO item_import (shop, id, principal, status, stored, rows, accepted, rejected,
          error_rows, error_messages, claims, lease_until, created_at, updated_at)
        VALUES (?, ?, ?, ?, false, 0, 0, 0, '{}', '{}', 0, %s, ?, ?)"""
            .formatted(LEASE),
        shop,
        progress.id(),
        progress.principal(),
        status.name(),
        lease(),
        transaction.tick(),
        transaction.tick());
  }

  /** Appends some bytes of the upload. */
  void append(WriteTransaction transaction, UUID id, int position, byte[] data) {
    transaction
        .writes()
        .addExpecting(
            1,
            "UPDATE item_import SET updated_at = now(), lease_until = "
                + LEASE
                + " WHERE shop = ? AND id = ? AND status = 'RECEIVING'",
            lease(),
            transaction.shop(),
            id)
        .add(
            "INSERT INTO item_import_chunk (shop, import_id, position, data) VALUES (?, ?, ?, ?)",
            transaction.shop(),
            id,
            position,
            data);
  }

  /** Appends that the upload is complete: now anybody may work on it. */
  void stored(WriteTransaction transaction, UUID id) {
    transaction
        .writes()
        .addExpecting(
            1,
            """
            UPDATE item_import SET status = 'RUNNING', stored = true, updated_at = now(),
              lease_until = clock_timestamp()
            WHERE shop = ? AND id = ? AND status = 'RECEIVING'""",
            transaction.shop(),
            id);
  }

  /** Appends how far the import is now, if it still is where it was seen. */
  void advance(WriteTransaction transaction, ImportProgress from, ImportProgress to)
      throws SQLException {
    var writes = transaction.writes();
    writes.addExpecting(
        1,
        """
        UPDATE item_import SET rows = ?, accepted = ?, rejected = ?, error_rows = ?,
          error_messages = ?, claims = 0, updated_at = now(), lease_until = %s
        WHERE shop = ? AND id = ? AND status = 'RUNNING' AND rows = ?"""
            .formatted(LEASE),
        to.rows(),
        to.accepted(),
        to.rejected(),
        writes.array("int8", to.errorRows()),
        writes.array("text", to.errorMessages()),
        lease(),
        transaction.shop(),
        from.id(),
        from.rows());
  }

  /** Appends that an import is over, and removes what was uploaded. */
  void end(WriteTransaction transaction, UUID id, Status status) {
    transaction
        .writes()
        .add(
            """
            UPDATE item_import SET status = ?, stored = false, updated_at = now()
            WHERE shop = ? AND id = ? AND status IN ('RECEIVING', 'RUNNING')""",
            status.name(),
            transaction.shop(),
            id)
        .add(
            "DELETE FROM item_import_chunk WHERE shop = ? AND import_id = ?",
            transaction.shop(),
            id);
  }

  /** Appends that nobody works on the import any longer. */
  void release(WriteTransaction transaction, UUID id) {
    transaction
        .writes()
        .add(
            """
            UPDATE item_import SET lease_until = clock_timestamp()
            WHERE shop = ? AND id = ? AND status = 'RUNNING' AND stored""",
            transaction.shop(),
            id);
  }

  /**
   * Takes an import over that nobody works on; one that was taken over in vain too often, or whose
   * upload was cut short, fails.
   *
   * @return where it stands; empty where there is nothing to work on
   */
  Optional<ImportProgress> claim(WriteTransaction transaction, UUID id) throws SQLException {
    try (var select =
        transaction
            .connection()
            .prepareStatement(
                """
                SELECT * FROM item_import WHERE shop = ? AND id = ?
                  AND status IN ('RECEIVING', 'RUNNING') AND lease_until <= clock_timestamp()
                FOR NO KEY UPDATE""")) {
      select.setString(1, transaction.shop());
      select.setObject(2, id);
      try (var row = select.executeQuery()) {
        if (!row.next()) {
          transaction.nothingToWrite();
          return Optional.empty();
        }
        if (!row.getBoolean("stored") || row.getInt("claims") >= MAX_CLAIMS) {
          end(transaction, id, Status.FAILED);
          return Optional.empty();
        }
        transaction
            .writes()
            .add(
                "UPDATE item_import SET claims = claims + 1, lease_until = "
                    + LEASE
                    + " WHERE shop = ? AND id = ?",
                lease(),
                transaction.shop(),
                id);
        var view = view(row);
        return Optional.of(
            new ImportProgress(
                transaction.shop(),
                id,
                row.getString("principal"),
                row.getLong("rows"),
                view.accepted(),
                view.rejected(),
                view.errors()));
      }
    }
  }

  /** Imports of any shop that nobody works on, some of them. */
  static List<Due> due(Connection connection) throws SQLException {
    try (var select =
            connection.prepareStatement(
                """
                SELECT shop, id FROM item_import
                WHERE status IN ('RECEIVING', 'RUNNING') AND lease_until < now() LIMIT 100""");
        var row = select.executeQuery()) {
      var due = new ArrayList<Due>();
      while (row.next()) {
        due.add(new Due(row.getString("shop"), row.getObject("id", UUID.class)));
      }
      return due;
    }
  }

  static Optional<ImportView> find(Connection connection, String shop, UUID id)
      throws SQLException {
    try (var select =
        connection.prepareStatement("SELECT * FROM item_import WHERE shop = ? AND id = ?")) {
      select.setString(1, shop);
      select.setObject(2, id);
      try (var row = select.executeQuery()) {
        return row.next() ? Optional.of(view(row)) : Optional.empty();
      }
    }
  }

  /** Some bytes of an upload; empty behind its end. */
  static Optional<byte[]> chunk(Connection connection, String shop, UUID id, int position)
      throws SQLException {
    try (var select =
        connection.prepareStatement(
            "SELECT data FROM item_import_chunk WHERE shop = ? AND import_id = ? AND position = ?")) {
      select.setString(1, shop);
      select.setObject(2, id);
      select.setInt(3, position);
      try (var row = select.executeQuery()) {
        return row.next() ? Optional.of(row.getBytes(1)) : Optional.empty();
      }
    }
  }

  private static ImportView view(ResultSet row) throws SQLException {
    var errors =
        ImportProgress.errors(
            (Long[]) row.getArray("error_rows").getArray(),
            (String[]) row.getArray("error_messages").getArray());
    return new ImportView(
        row.getObject("id", UUID.class),
        Status.valueOf(row.getString("status")),
        row.getLong("accepted"),
        row.getLong("rejected"),
        errors,
        row.getLong("rejected") - errors.size(),
        row.getObject("created_at", OffsetDateTime.class).toInstant(),
        row.getObject("updated_at", OffsetDateTime.class).toInstant());
  }

  private double lease() {
    return config.lease().toMillis() / 1000.0;
  }
}
