package io.holdfast.webhook;

import io.holdfast.event.EventConfig;
import io.holdfast.platform.database.OutlivedRows;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.jboss.logging.Logger;

/**
 * Removes deliveries that are older than events are kept, whatever became of them, and those of
 * webhooks that are gone. Thread-safe.
 */
@ApplicationScoped
class OutlivedDeliveries {

  private static final Logger LOG = Logger.getLogger(OutlivedDeliveries.class);

  private final OutlivedRows deliveries;

  OutlivedDeliveries(DataSource dataSource, EventConfig config) {
    this.deliveries =
        new OutlivedRows(
            dataSource, "webhook_delivery", "shop, webhook_id, number, place", config.retention());
  }

  @Scheduled(
      every = "{holdfast.event.cleanup-interval}",
      delayed = "{holdfast.event.cleanup-interval}",
      concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  void remove() {
    try {
      deliveries.remove();
    } catch (SQLException failure) {
      LOG.warnf("Outlived deliveries stay until the next time: %s", failure.getMessage());
    }
  }
}
