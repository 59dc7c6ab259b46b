package io.holdfast.idempotency;

import io.holdfast.platform.database.OutlivedRows;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.jboss.logging.Logger;

/** Removes keys that have outlived their retention. Thread-safe. */
@ApplicationScoped
class OutlivedKeys {

  private static final Logger LOG = Logger.getLogger(OutlivedKeys.class);

  private final OutlivedRows records;

  OutlivedKeys(DataSource dataSource, IdempotencyConfig config) {
    this.records =
        new OutlivedRows(
            dataSource, "idempotency_record", "shop, principal, key", config.retention());
  }

  @Scheduled(
      every = "{holdfast.idempotency.cleanup-interval}",
      delayed = "{holdfast.idempotency.cleanup-interval}",
      concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  void remove() {
    try {
      records.remove();
    } catch (SQLException failure) {
      LOG.warnf("Outlived keys stay until the next time: %s", failure.getMessage());
    }
  }
}
