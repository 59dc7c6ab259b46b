package io.holdfast.event;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.jboss.logging.Logger;

/**
 * What the sequencers have still to number, in all shops: the series {@code
 * holdfast_outbox_pending} and {@code holdfast_outbox_lag_seconds}. Sampled, so that scraping costs
 * the database nothing; NaN where the last sample failed. Thread-safe.
 */
@Startup // registers its series
@ApplicationScoped
class OutboxMetrics {

  private static final Logger LOG = Logger.getLogger(OutboxMetrics.class);

  private static final String SAMPLE =
      """
      SELECT count(*), coalesce(greatest(0, extract(epoch FROM clock_timestamp() - min(tick))), 0)
      FROM batch WHERE number IS NULL AND NOT void""";

  private final DataSource dataSource;
  private volatile double pending;
  private volatile double lagSeconds;

  OutboxMetrics(DataSource dataSource, MeterRegistry registry) {
    this.dataSource = dataSource;
    Gauge.builder("holdfast.outbox.pending", () -> pending)
        .description("Transactions whose events have no number yet")
        .register(registry);
    Gauge.builder("holdfast.outbox.lag", () -> lagSeconds)
        .description("Age of the oldest transaction whose events have no number yet")
        .baseUnit("seconds")
        .register(registry);
  }

  @Scheduled(
      every = "{holdfast.database.sample-interval}",
      concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  void sample() {
    try (var connection = dataSource.getConnection();
        var select = connection.prepareStatement(SAMPLE);
        var row = select.executeQuery()) {
      row.next();
      pending = row.getLong(1);
      lagSeconds = row.getDouble(2);
    } catch (SQLException failure) {
      pending = Double.NaN;
      lagSeconds = Double.NaN;
      LOG.debugf(failure, "What waits in the outbox is not known");
    }
  }
}
