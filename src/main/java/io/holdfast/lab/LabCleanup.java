package io.holdfast.lab;

import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import org.jboss.logging.Logger;

/**
 * Removes races that are too old or too many, and looks a second time for shops of races that are
 * over: a check of the books or the sequencer may have been busy with one when it was removed, and
 * a process may have ended before. Several processes may do so at once. Thread-safe.
 */
@ApplicationScoped
class LabCleanup {

  private static final Logger LOG = Logger.getLogger(LabCleanup.class);

  private final StoredRaces stored;
  private final LabShop shops;
  private final LabConfig config;

  LabCleanup(StoredRaces stored, LabShop shops, LabConfig config) {
    this.stored = stored;
    this.shops = shops;
    this.config = config;
  }

  @Scheduled(
      every = "{holdfast.lab.cleanup-interval}",
      delayed = "{holdfast.lab.cleanup-interval}",
      concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  void run() {
    if (!config.enabled()) {
      return;
    }
    try {
      for (var ended : stored.unswept()) {
        var settings = ended.race().settings();
        // One more round: the one that is not counted.
        for (var shop :
            LabShop.namesOf(
                ended.race().id(), settings.strategies().size(), settings.rounds() + 1)) {
          shops.remove(shop);
        }
        stored.swept(ended);
      }
      stored.removeOutlived(config);
    } catch (SQLException | RuntimeException failure) {
      LOG.warnf("Races are cleaned up the next time: %s", failure.getMessage());
    }
  }
}
