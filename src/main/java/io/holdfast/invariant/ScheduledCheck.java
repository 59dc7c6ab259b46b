package io.holdfast.invariant;

import io.holdfast.platform.database.DatabaseUnavailableException;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Checks the books of all shops again and again: one statement at a time, each bounded by the
 * database's {@code statement_timeout}, never two runs at once. An invariant that could not be
 * checked everywhere keeps its time stamp; that is logged once, when it begins. Thread-safe.
 */
@ApplicationScoped
class ScheduledCheck {

  private static final Logger LOG = Logger.getLogger(ScheduledCheck.class);

  private final Invariants invariants;
  private final InvariantMetrics metrics;
  private boolean failing;

  ScheduledCheck(Invariants invariants, InvariantMetrics metrics) {
    this.invariants = invariants;
    this.metrics = metrics;
  }

  @Scheduled(
      every = "{holdfast.invariant.check-interval}",
      delayed = "{holdfast.invariant.check-interval}",
      concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  synchronized void run() {
    RuntimeException failure = null;
    try {
      var shops = invariants.shops();
      for (var invariant : Invariant.values()) {
        var timeout = check(invariant, shops);
        failure = timeout == null ? failure : timeout;
      }
    } catch (RuntimeException noConnection) {
      failure = noConnection;
    }
    if (failure != null && !failing) {
      LOG.warnf(failure.getCause(), "The books could not all be checked: %s", failure.getMessage());
    }
    failing = failure != null;
  }

  /** Large books that take too long must not keep the other shops' from being checked. */
  private @Nullable RuntimeException check(Invariant invariant, List<String> shops) {
    RuntimeException timeout = null;
    for (var shop : shops) {
      try {
        invariants.check(invariant, shop);
      } catch (DatabaseUnavailableException tooLong) {
        timeout = tooLong;
      }
    }
    if (timeout == null) {
      metrics.checkedEverywhere(invariant);
    }
    return timeout;
  }
}
