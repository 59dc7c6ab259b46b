package io.holdfast.platform.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Objects;
import java.util.UUID;
import org.hibernate.id.uuid.UuidVersion7Strategy;
import org.jspecify.annotations.Nullable;

/**
 * One writing transaction of one shop while it runs. Its row in {@code batch} is written by {@link
 * Transactions}. Not for use by several threads.
 */
public final class WriteTransaction {

  private final String shop;
  private final UUID batchId = UuidVersion7Strategy.INSTANCE.generateUuid(null);
  private final Connection connection;
  private @Nullable OffsetDateTime tick;
  private boolean nothingToWrite;
  private @Nullable Script writes;

  WriteTransaction(String shop, Connection connection) {
    this.shop = shop;
    this.connection = connection;
  }

  public String shop() {
    return shop;
  }

  /**
   * Belongs to the transaction; the one that Hibernate uses, too. Never closed or committed by the
   * work.
   */
  public Connection connection() {
    return connection;
  }

  /** New for every attempt, so that a voided one can never come back. */
  public UUID batchId() {
    return batchId;
  }

  /**
   * The database's clock, read once, at the first call: call it when all locks are held, so that
   * the ticks of transactions that waited for each other are in the order of their commits.
   */
  public OffsetDateTime tick() throws SQLException {
    if (tick == null) {
      var reads = new Script(connection);
      queryTick(reads);
      reads.run();
    }
    return Objects.requireNonNull(tick);
  }

  /** Appends the query that {@link #tick} would run. */
  public void queryTick(Script reads) {
    reads.query(
        row -> {
          row.next();
          tick = row.getObject(1, OffsetDateTime.class);
        },
        "SELECT clock_timestamp()");
  }

  /** What is sent, together with the batch row, when the work is done. */
  public Script writes() {
    if (writes == null) {
      writes = new Script(connection);
    }
    return writes;
  }

  /** {@link #tick()} as an instant. */
  public Instant now() throws SQLException {
    return tick().withOffsetSameInstant(ZoneOffset.UTC).toInstant();
  }

  /** The decision was a refusal: end in ROLLBACK, which needs no flush. */
  public void nothingToWrite() {
    nothingToWrite = true;
  }

  boolean hasNothingToWrite() {
    return nothingToWrite;
  }
}
