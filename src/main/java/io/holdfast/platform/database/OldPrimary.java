package io.holdfast.platform.database;

import io.agroal.api.AgroalDataSource;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jboss.logging.Logger;

/**
 * Notices that connections lead to a server that only reads. After a failover an old primary may
 * come back as a standby: what is connected to it is sound, as far as the pool can tell, and would
 * be refused every write for as long as the pool keeps it. So the pool replaces all connections;
 * the address leads to the new primary by then, or soon. Thread-safe.
 */
@ApplicationScoped
public class OldPrimary {

  private static final Logger LOG = Logger.getLogger(OldPrimary.class);

  /** While the address still leads to the old one, new connections are no better. */
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

  private final AgroalDataSource pool;
  private final AtomicLong replacedAt = new AtomicLong(System.nanoTime() - PAUSE_NANOS);

  OldPrimary(AgroalDataSource pool) {
    this.pool = pool;
  }

  /** To be told of whatever went wrong with a connection; most of it is not about this. */
  public void notice(Throwable failure) {
    if (!SqlErrors.isOfReadOnlyServer(failure)) {
      return;
    }
    var last = replacedAt.get();
    var now = System.nanoTime();
    // One for all that notice at the same time, or each would throw the others' new ones away.
    if (now - last >= PAUSE_NANOS && replacedAt.compareAndSet(last, now)) {
      LOG.warn("Connections lead to a server that only reads; all of them are replaced");
      pool.flush(AgroalDataSource.FlushMode.GRACEFUL);
    }
  }

  /**
   * For whoever keeps a connection and may see no more than that nothing happens any more.
   *
   * @throws SQLException the server only reads
   */
  public static void requirePrimary(Connection connection) throws SQLException {
    try (var statement = connection.createStatement();
        var row = statement.executeQuery("SHOW transaction_read_only")) {
      row.next();
      if (row.getString(1).equals("on")) {
        throw new SQLException("the server only reads", SqlErrors.READ_ONLY);
      }
    }
  }
}
