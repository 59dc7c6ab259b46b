package io.holdfast.platform.database;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;

/**
 * One connection that runs one writing transaction after another in as few round trips as it can:
 * BEGIN travels with the first statements of the work, COMMIT with its last. A connection that
 * failed is replaced at the next transaction. Says as truly as {@link Transactions} how each one
 * ended. Not thread-safe.
 */
public final class LaneConnection implements AutoCloseable {

  /** Work whose first statements go into {@code opening}, which it runs. */
  @FunctionalInterface
  public interface Work<T> {
    T in(WriteTransaction transaction, Script opening) throws SQLException;
  }

  private static final Logger LOG = Logger.getLogger(LaneConnection.class);

  /**
   * Plans made while tables are small must not last: they read whole tables, or all of a shop's
   * index. So they are made once, for any size, and may only look rows up by their keys.
   */
  private static final String SETTINGS =
      """
      SET plan_cache_mode = force_generic_plan;
      SET enable_seqscan = off;
      SET jit = off""";

  private final DataSource dataSource;
  private final Fence fence;
  private final OldPrimary oldPrimary;
  private @Nullable Connection connection;
  private int backend;
  private int prepareThreshold;

  LaneConnection(DataSource dataSource, Fence fence, OldPrimary oldPrimary) {
    this.dataSource = dataSource;
    this.fence = fence;
    this.oldPrimary = oldPrimary;
  }

  /**
   * Runs {@code work} in a transaction and commits it, or rolls it back where the work says that
   * there is nothing to write, or throws.
   *
   * @param lockTimeoutMillis how long it may wait for a lock, at least 1
   * @param deadline up to when the outcome of a lost COMMIT is worth asking for
   * @throws RetryableException nothing was written; a new attempt may succeed
   * @throws OutcomeUnknownException the commit may stand or not
   * @throws DatabaseUnavailableException nothing was written, and trying again at once is no use
   */
  public <T> T write(String shop, long lockTimeoutMillis, Deadline deadline, Work<T> work) {
    WriteTransaction transaction = null;
    try {
      var open = connection();
      transaction = new WriteTransaction(shop, open);
      var opening =
          new Script(open)
              .add("BEGIN ISOLATION LEVEL READ COMMITTED")
              .query(
                  row -> {}, "SELECT set_config('lock_timeout', ?, true)", "" + lockTimeoutMillis);
      var result = work.in(transaction, opening);
      if (transaction.hasNothingToWrite()) {
        new Script(open).add("ROLLBACK").run();
        return result;
      }
      fence.insertBatch(transaction);
      commit(transaction, deadline);
      return result;
    } catch (OutcomeUnknownException unknown) {
      throw unknown;
    } catch (SQLException | RuntimeException failure) {
      rollBackAfter(failure);
      throw SqlErrors.translate(failure);
    }
  }

  private void commit(WriteTransaction transaction, Deadline deadline) throws SQLException {
    try {
      transaction.writes().add("COMMIT").run();
    } catch (SQLException lost) {
      if (!SqlErrors.leavesCommitUnknown(lost)) {
        throw lost;
      }
      var lostBackend = backend;
      close();
      if (!fence.committed(
          transaction.shop(), transaction.batchId(), lostBackend, deadline, lost)) {
        throw new ConnectionLostException(lost);
      }
    }
  }

  private Connection connection() throws SQLException {
    if (connection != null) {
      return connection;
    }
    var opened = dataSource.getConnection();
    try (var settings = opened.createStatement()) {
      settings.execute(SETTINGS);
      var driver = opened.unwrap(PGConnection.class);
      prepareThreshold = driver.getPrepareThreshold();
      // 0 means never: behind some poolers a prepared statement is not there the next time.
      driver.setPrepareThreshold(Math.min(1, prepareThreshold));
      backend = driver.getBackendPID();
    } catch (SQLException failure) {
      opened.close();
      throw failure;
    }
    connection = opened;
    return opened;
  }

  private void rollBackAfter(Throwable failure) {
    oldPrimary.notice(failure);
    if (connection == null) {
      return;
    }
    try {
      new Script(connection).add("ROLLBACK").run();
    } catch (SQLException second) {
      failure.addSuppressed(second);
      close();
      return;
    }
    if (SqlErrors.translate(failure) instanceof ConnectionLostException) {
      // A plan that outlived its table, or an old primary: another connection may do better.
      close();
    }
  }

  /** Gives the connection back; the next transaction takes another. */
  @Override
  public void close() {
    if (connection == null) {
      return;
    }
    try (var closing = connection) {
      connection = null;
      if (closing.isValid(1)) {
        closing.unwrap(PGConnection.class).setPrepareThreshold(prepareThreshold);
        try (var settings = closing.createStatement()) {
          settings.execute("RESET ALL");
        }
      }
    } catch (SQLException failure) {
      LOG.debugf(failure, "A connection could not be given back; the pool drops it");
    }
  }
}
