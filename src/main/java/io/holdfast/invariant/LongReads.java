package io.holdfast.invariant;

import io.holdfast.platform.database.Transactions;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;

/**
 * Reading that may take longer than the connection lets statements take: the limit is {@code
 * holdfast.invariant.full-check-timeout}. Thread-safe.
 */
@ApplicationScoped
class LongReads {

  /** What the driver waits beyond the server's limit before it gives the connection up. */
  private static final Duration GRACE = Duration.ofSeconds(5);

  private final Transactions transactions;
  private final Duration limit;

  LongReads(Transactions transactions, InvariantConfig config) {
    this.transactions = transactions;
    this.limit = config.fullCheckTimeout();
  }

  /** Runs one statement. */
  <T> T read(Transactions.Reading<T> reading) {
    return transactions.read(
        connection -> {
          var networkTimeout = connection.getNetworkTimeout();
          connection.setAutoCommit(false);
          try {
            connection.setNetworkTimeout(Runnable::run, (int) limit.plus(GRACE).toMillis());
            configure(connection);
            var result = reading.on(connection);
            connection.rollback();
            return result;
          } finally {
            connection.setAutoCommit(true);
            connection.setNetworkTimeout(Runnable::run, networkTimeout);
          }
        });
  }

  private void configure(Connection connection) throws SQLException {
    try (var settings = connection.createStatement()) {
      // 0 would mean no limit.
      settings.execute("SET LOCAL statement_timeout = " + Math.max(1, limit.toMillis()));
      // Of a shop that the statistics do not know yet the planner expects one row, and would read
      // all that there are anew for each of them.
      settings.execute("SET LOCAL enable_nestloop = off");
    }
  }
}
