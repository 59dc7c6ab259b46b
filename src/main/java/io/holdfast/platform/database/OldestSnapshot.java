package io.holdfast.platform.database;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.jboss.logging.Logger;

/**
 * The age of the oldest transaction in this database that keeps dead versions of rows from being
 * cleaned up, which makes hot rows slow: the series {@code holdfast_oldest_snapshot_seconds}. It is
 * sampled, so that scraping costs the database nothing; NaN where the last sample failed. Of
 * sessions of other users it knows only with the role {@code pg_read_all_stats}. Thread-safe.
 */
@Startup // registers its series
@ApplicationScoped
class OldestSnapshot {

  static final String AGE =
      """
      SELECT coalesce(max(extract(epoch FROM clock_timestamp() - xact_start)), 0)
      FROM pg_stat_activity
      WHERE datname = current_database() AND pid <> pg_backend_pid()
        AND (backend_xmin IS NOT NULL OR backend_xid IS NOT NULL)""";

  private static final Logger LOG = Logger.getLogger(OldestSnapshot.class);

  private final DataSource dataSource;
  private volatile double seconds;

  OldestSnapshot(DataSource dataSource, MeterRegistry registry) {
    this.dataSource = dataSource;
    Gauge.builder("holdfast.oldest.snapshot", () -> seconds)
        .description("Age of the oldest transaction that holds back clean-up")
        .baseUnit("seconds")
        .register(registry);
  }

  @Scheduled(
      every = "{holdfast.database.sample-interval}",
      concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  void sample() {
    try (var connection = dataSource.getConnection();
        var select = connection.prepareStatement(AGE);
        var row = select.executeQuery()) {
      row.next();
      seconds = row.getDouble(1);
    } catch (SQLException failure) {
      seconds = Double.NaN;
      LOG.debugf(failure, "The age of the oldest snapshot is not known");
    }
  }
}
