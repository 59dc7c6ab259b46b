package io.holdfast.order;

import io.holdfast.platform.database.Transactions;
import io.holdfast.reservation.Reservations;
import io.holdfast.reservation.decision.Command;
import io.holdfast.reservation.decision.Verdict;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.locks.LockSupport;
import org.jboss.logging.Logger;

/**
 * Ends holds whose time is over: finds them, in every pod, and has them decided like any other
 * command, where the order's lock and the database's clock say whether it is still so. Wakes up
 * when the next one is due. One thread of its own; thread-safe.
 */
@ApplicationScoped
class HoldSweeper implements Runnable {

  private static final Logger LOG = Logger.getLogger(HoldSweeper.class);

  /** A batch's worth; but strategies that take a connection per order get a handful at a time. */
  private static final int BATCH = 500;

  private static final int HANDFUL = 8;
  private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);

  private record Due(String shop, UUID order) {}

  private final Transactions transactions;
  private final OrderCommands commands;
  private final HoldMetrics metrics;
  private final Duration interval;
  private final int slice;
  private final Thread thread = new Thread(this, "holdfast-hold-sweeper");
  private volatile boolean stopped;
  private boolean failing;

  HoldSweeper(
      Transactions transactions,
      OrderCommands commands,
      Reservations reservations,
      HoldMetrics metrics,
      HoldConfig config) {
    this.transactions = transactions;
    this.commands = commands;
    this.metrics = metrics;
    this.interval = config.sweepInterval();
    this.slice = reservations.strategy().equals("combining") ? BATCH : HANDFUL;
    thread.setDaemon(true);
  }

  void start(@Observes StartupEvent started) {
    thread.start();
  }

  void stop(@Observes ShutdownEvent stopping) {
    stopped = true;
    LockSupport.unpark(thread);
  }

  @Override
  public void run() {
    while (!stopped) {
      LockSupport.parkNanos(this, pause().toNanos());
    }
  }

  private Duration pause() {
    try {
      var pause = sweep();
      failing = false;
      return pause;
    } catch (RuntimeException failure) {
      metrics.lag(Double.NaN);
      if (!failing) {
        LOG.warnf("Holds cannot be ended for now: %s", failure.getMessage());
      }
      failing = true;
      return AFTER_FAILURE;
    }
  }

  /** Ends what is due; how long to wait for the next. */
  private Duration sweep() {
    var due = due();
    var ended = end(due);
    if (ended > 0 && due.size() == slice) {
      return Duration.ZERO;
    }
    var next = untilNext();
    metrics.lag(Math.max(0, -next));
    if (next >= interval.toNanos() / 1e9) {
      return interval;
    }
    // What is due all the same is in other hands at the moment.
    return Duration.ofNanos((long) (1e9 * Math.max(next, 0.02)));
  }

  private long end(List<Due> due) {
    var verdicts = new ArrayList<CompletableFuture<Verdict>>();
    for (var hold : due) {
      var header =
          new Command.Header(hold.order(), hold.shop(), "system", null, OrderView::changed);
      verdicts.add(commands.execute(new Command.Expire(header)).toCompletableFuture());
    }
    var ended = 0L;
    for (var verdict : verdicts) {
      try {
        if (verdict.join() instanceof Verdict.Accepted) {
          ended++;
          metrics.expired();
        }
      } catch (CompletionException failure) {
        LOG.debugf(failure, "A hold is ended at the next look");
      }
    }
    return ended;
  }

  private List<Due> due() {
    return transactions.read(
        connection -> {
          try (var select =
              connection.prepareStatement(
                  """
                  SELECT shop, id FROM orders WHERE due_at IS NOT NULL AND due_at <= now()
                  ORDER BY due_at LIMIT ?""")) {
            select.setInt(1, slice);
            try (var row = select.executeQuery()) {
              var due = new ArrayList<Due>();
              while (row.next()) {
                due.add(new Due(row.getString(1), row.getObject(2, UUID.class)));
              }
              return due;
            }
          }
        });
  }

  /** Seconds up to the next hold's end, negative where it is over. */
  private double untilNext() {
    return transactions.read(
        connection -> {
          try (var select =
                  connection.prepareStatement(
                      """
                      SELECT coalesce(extract(epoch FROM (SELECT due_at FROM orders
                        WHERE due_at IS NOT NULL ORDER BY due_at LIMIT 1) - now()), 86400)""");
              var row = select.executeQuery()) {
            row.next();
            return row.getDouble(1);
          }
        });
  }

  @Scheduled(
      every = "{holdfast.hold.sample-interval}",
      concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  void count() {
    try {
      metrics.live(
          transactions.<Long>read(
              connection -> {
                try (var select =
                        connection.prepareStatement(
                            "SELECT count(*) FROM orders WHERE due_at IS NOT NULL");
                    var row = select.executeQuery()) {
                  row.next();
                  return row.getLong(1);
                }
              }));
    } catch (RuntimeException failure) {
      metrics.live(Double.NaN);
      LOG.debugf(failure, "How many holds there are is not known");
    }
  }
}
