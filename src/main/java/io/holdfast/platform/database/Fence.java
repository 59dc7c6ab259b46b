package io.holdfast.platform.database;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import javax.sql.DataSource;
import org.jboss.logging.Logger;

/**
 * Settles commits whose answer was lost. A look-up cannot: the transaction may still be on its way,
 * and "absent" be wrong a moment later. So the fence writes the very row that the lost transaction
 * writes last. Either the row is there, and all of it is committed; or the fence takes the row's
 * place, marked void, and the lost transaction can never commit any more. Thread-safe.
 */
@Startup // registers its series
@ApplicationScoped
class Fence {

  static final int NO_BACKEND = 0;

  private static final Logger LOG = Logger.getLogger(Fence.class);
  private static final long PATIENCE_MILLIS = 1_000;
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  private final DataSource dataSource;
  private final OldPrimary oldPrimary;
  private final Counter committed;
  private final Counter fenced;
  private final Counter unresolved;

  Fence(DataSource dataSource, OldPrimary oldPrimary, MeterRegistry registry) {
    this.dataSource = dataSource;
    this.oldPrimary = oldPrimary;
    this.committed = resolution(registry, "committed");
    this.fenced = resolution(registry, "fenced");
    this.unresolved = resolution(registry, "unresolved");
  }

  private static Counter resolution(MeterRegistry registry, String label) {
    return Counter.builder("holdfast.commit.unknown")
        .description("Commits whose answer was lost, and how they were settled")
        .tags("resolution", label)
        .register(registry);
  }

  /** Appends the row that the fence will look for: the last write before COMMIT. */
  void insertBatch(WriteTransaction transaction) throws SQLException {
    transaction
        .writes()
        .add(
            "INSERT INTO batch (shop, id, tick) VALUES (?, ?, ?)",
            transaction.shop(),
            transaction.batchId(),
            transaction.tick());
  }

  /**
   * Whether the transaction that wrote this batch is committed; if not, it never will be.
   *
   * @param backend the server process of the lost connection, ended if it holds the row for too
   *     long
   * @throws OutcomeUnknownException the database could not be asked before the deadline
   */
  boolean committed(String shop, UUID batchId, int backend, Deadline deadline, Throwable lost) {
    Throwable last = lost;
    // At least one try, however late it is: an answer is worth more than punctuality here.
    for (var attempt = 1; attempt == 1 || !deadline.passed(); attempt++) {
      try (var connection = dataSource.getConnection()) {
        var voided = insertOrFind(connection, shop, batchId);
        (voided ? fenced : committed).increment();
        LOG.infof("Commit of batch %s: %s", batchId, voided ? "fenced off" : "found committed");
        return !voided;
      } catch (SQLException failure) {
        last = failure;
        oldPrimary.notice(failure);
        if ("55P03".equals(failure.getSQLState())) {
          endBackend(backend);
        }
        LockSupport.parkNanos(PAUSE_NANOS);
      }
    }
    unresolved.increment();
    LOG.warnf("Commit of batch %s could not be settled: %s", batchId, last.getMessage());
    throw new OutcomeUnknownException(last);
  }

  private static boolean insertOrFind(Connection connection, String shop, UUID batchId)
      throws SQLException {
    try (var settings = connection.createStatement()) {
      connection.setAutoCommit(false);
      settings.execute("SET LOCAL lock_timeout = " + PATIENCE_MILLIS);
      boolean voided;
      try (var upsert =
          connection.prepareStatement(
              """
              INSERT INTO batch (shop, id, void, tick) VALUES (?, ?, true, now())
              ON CONFLICT (shop, id) DO UPDATE SET void = batch.void
              RETURNING void""")) {
        upsert.setString(1, shop);
        upsert.setObject(2, batchId);
        try (var row = upsert.executeQuery()) {
          row.next();
          voided = row.getBoolean(1);
        }
      }
      connection.commit();
      return voided;
    } finally {
      connection.setAutoCommit(true);
    }
  }

  private void endBackend(int backend) {
    if (backend == NO_BACKEND) {
      return;
    }
    try (var connection = dataSource.getConnection();
        var terminate =
            connection.prepareStatement(
                """
                SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                WHERE pid = ? AND usename = current_user AND datname = current_database()""")) {
      terminate.setInt(1, backend);
      terminate.executeQuery();
    } catch (SQLException failure) {
      LOG.debugf(failure, "Backend %d could not be ended", backend);
    }
  }
}
