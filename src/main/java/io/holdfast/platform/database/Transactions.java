package io.holdfast.platform.database;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Status;
import jakarta.transaction.SystemException;
import jakarta.transaction.TransactionManager;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.postgresql.PGConnection;

/**
 * Runs work in transactions and says truly how they ended. Every writing transaction leaves one row
 * in {@code batch}, last of all its writes; if the connection is lost at COMMIT, {@link Fence}
 * settles by that row whether it stands. Never retries: that encloses the transaction, see {@link
 * ConflictRetry}. Thread-safe.
 */
@ApplicationScoped
public class Transactions {

  /**
   * Work inside a transaction. May run again in another one, so it keeps no effect outside the
   * database.
   */
  @FunctionalInterface
  public interface Work<T> {
    T in(WriteTransaction transaction) throws SQLException;
  }

  /** Reading in one statement, or in several that need not agree. */
  @FunctionalInterface
  public interface Reading<T> {
    T on(Connection connection) throws SQLException;
  }

  private final TransactionManager manager;
  private final DataSource dataSource;
  private final Fence fence;
  private final OldPrimary oldPrimary;

  Transactions(
      TransactionManager manager, DataSource dataSource, Fence fence, OldPrimary oldPrimary) {
    this.manager = manager;
    this.dataSource = dataSource;
    this.fence = fence;
    this.oldPrimary = oldPrimary;
  }

  /**
   * Runs {@code work} in a new transaction and commits it, or rolls it back where the work says
   * that there is nothing to write, or throws. No wait for a lock in it outlasts the deadline.
   *
   * @throws RetryableException nothing was written; a new attempt may succeed
   * @throws OutcomeUnknownException the commit may stand or not
   * @throws DatabaseUnavailableException nothing was written, and trying again at once is no use
   */
  public <T> T write(String shop, Deadline deadline, Work<T> work) {
    begin();
    try {
      T result;
      WriteTransaction transaction;
      int backend;
      try (var connection = dataSource.getConnection()) {
        backend = connection.unwrap(PGConnection.class).getBackendPID();
        limitLockWait(connection, deadline);
        transaction = new WriteTransaction(shop, connection);
        result = work.in(transaction);
        if (!transaction.hasNothingToWrite()) {
          fence.insertBatch(transaction);
          transaction.writes().run();
        }
      }
      if (transaction.hasNothingToWrite()) {
        manager.rollback();
      } else {
        commit(transaction, backend, deadline);
      }
      return result;
    } catch (OutcomeUnknownException unknown) {
      throw unknown;
    } catch (Throwable failure) {
      rollBackAfter(failure);
      oldPrimary.notice(failure);
      if (failure instanceof Error error) {
        throw error;
      }
      throw SqlErrors.translate(failure);
    }
  }

  private void commit(WriteTransaction transaction, int backend, Deadline deadline)
      throws Exception {
    try {
      manager.commit();
    } catch (Exception lost) {
      if (!SqlErrors.leavesCommitUnknown(lost)) {
        throw lost;
      }
      if (!fence.committed(transaction.shop(), transaction.batchId(), backend, deadline, lost)) {
        throw new ConnectionLostException(lost);
      }
    }
  }

  /**
   * Runs {@code reading} outside any transaction: each statement sees what is committed when it
   * starts.
   */
  public <T> T read(Reading<T> reading) {
    try (var connection = dataSource.getConnection()) {
      return reading.on(connection);
    } catch (SQLException failure) {
      throw SqlErrors.translate(failure);
    }
  }

  private void begin() {
    try {
      manager.begin();
    } catch (Exception failure) {
      throw new IllegalStateException("A transaction could not be started", failure);
    }
  }

  private static void limitLockWait(Connection connection, Deadline deadline) throws SQLException {
    try (var statement = connection.createStatement()) {
      // 0 would mean no limit.
      statement.execute("SET LOCAL lock_timeout = " + Math.max(1, deadline.remainingMillis()));
    }
  }

  private void rollBackAfter(Throwable failure) {
    try {
      if (manager.getStatus() != Status.STATUS_NO_TRANSACTION) {
        manager.rollback();
      }
    } catch (SystemException | RuntimeException second) {
      failure.addSuppressed(second);
    }
  }
}
