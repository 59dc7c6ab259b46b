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
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
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

  /** How long a slice is waited for; what takes longer must not keep the others from ending. */
  private static final Duration PATIENCE = Duration.ofMillis(100);

  private record Due(String shop, UUID order) {}

  private final Transactions transactions;
  private final OrderCommands commands;
  private final HoldMetrics metrics;
  private final Duration interval;
  private final int slice;
  private final Set<UUID> underWay = ConcurrentHashMap.newKeySet();
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
    } catch (RuntimeException | Error failure) {
      metrics.lag(Double.NaN);
      if (failure instanceof Error) {
        LOG.error("A look for holds failed", failure);
      } else if (!failing) {
        LOG.warnf("Holds cannot be ended for now: %s", failure.getMessage());
      }
      failing = true;
      return AFTER_FAILURE;
    }
  }

  /** Ends what is due; how long to wait for the next. */
  private Duration sweep() {
    var room = slice - underWay.size();
    var due = room > 0 ? due(room) : List.<Due>of();
    var ended = end(due);
    if (ended > 0 && due.size() == room) {
      return Duration.ZERO;
    }
    var next = untilNext();
    metrics.lag(Math.max(0, -next));
    if (next >= interval.toNanos() / 1e9) {
      return interval;
    }
    // What is due all the same is in other hands, or under way, at the moment.
    return Duration.ofNanos((long) (1e9 * Math.max(next, 0.02)));
  }

  /** How many of them have ended when all have, or when it has taken long enough. */
  private int end(List<Due> due) {
    var ended = new AtomicInteger();
    var all = due.stream().map(hold -> end(hold, ended)).toArray(CompletableFuture<?>[]::new);
    try {
      CompletableFuture.allOf(all).get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException late) {
      LOG.debugf("Some of %d holds take longer", due.size());
    } catch (ExecutionException failure) {
      LOG.debugf(failure, "A hold is ended at the next look");
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
    return ended.get();
  }

  private CompletableFuture<Verdict> end(Due hold, AtomicInteger ended) {
    var header = new Command.Header(hold.order(), hold.shop(), "system", null, OrderView::changed);
    underWay.add(hold.order());
    return commands
        .execute(new Command.Expire(header))
        .whenComplete(
            (verdict, failure) -> {
              underWay.remove(hold.order());
              if (verdict instanceof Verdict.Accepted) {
                metrics.expired();
                ended.incrementAndGet();
              }
            })
        .toCompletableFuture();
  }

  /** The longest due, but for those under way. */
  private List<Due> due(int most) {
    return transactions.read(
        connection -> {
          try (var select =
              connection.prepareStatement(
                  """
                  SELECT shop, id FROM orders
                  WHERE due_at IS NOT NULL AND due_at <= now() AND id <> ALL (?)
                  ORDER BY due_at LIMIT ?""")) {
            select.setArray(1, connection.createArrayOf("uuid", underWay.toArray()));
            select.setInt(2, most);
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
