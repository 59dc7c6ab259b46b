package io.holdfast.webhook;

import io.holdfast.event.Numbers;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Future;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;

/**
 * Delivers for webhooks that are due, round by round, each for itself: what is due is sent at once,
 * and when all of it is answered, or has timed out, it is noted and the next round begins. Two
 * threads ask the database for all webhooks and none waits for a receiver, so a dead one delays
 * nobody. Thread-safe.
 */
@ApplicationScoped
class Dispatcher {

  private static final Logger LOG = Logger.getLogger(Dispatcher.class);
  private static final int THREADS = 2;

  /** After this long a webhook is given back, so that processes share the work. */
  private static final long TURN_NANOS = TimeUnit.SECONDS.toNanos(10);

  private record Turn(Lease lease, long until) {}

  private final Leases leases;
  private final Backlog backlog;
  private final Receivers receivers;
  private final WebhookMetrics metrics;
  private final long pollMillis;
  private final ScheduledExecutorService threads;
  private final Set<Lease> held = ConcurrentHashMap.newKeySet();
  private final AtomicBoolean lookingSoon = new AtomicBoolean();
  private volatile boolean stopping;
  private volatile boolean failing;

  Dispatcher(
      Leases leases,
      Backlog backlog,
      Receivers receivers,
      WebhookMetrics metrics,
      WebhookConfig config) {
    this.leases = leases;
    this.backlog = backlog;
    this.receivers = receivers;
    this.metrics = metrics;
    this.pollMillis = Math.max(1, config.pollInterval().toMillis());
    this.threads =
        Executors.newScheduledThreadPool(
            THREADS,
            task -> {
              var thread = new Thread(task, "webhook-dispatcher");
              thread.setDaemon(true);
              return thread;
            });
  }

  void start(@Observes StartupEvent starting) {
    var unused =
        threads.scheduleWithFixedDelay(this::look, pollMillis, pollMillis, TimeUnit.MILLISECONDS);
  }

  /** Others go on at once with what this process had taken; what is on its way may come twice. */
  void stop(@Observes ShutdownEvent ending) throws InterruptedException {
    stopping = true;
    threads.shutdownNow();
    if (threads.awaitTermination(2, TimeUnit.SECONDS)) {
      held.forEach(this::release);
    }
  }

  void hear(@Observes Numbers numbers) {
    if (lookingSoon.compareAndSet(false, true)) {
      run(
          () -> {
            lookingSoon.set(false);
            look();
          });
    }
  }

  private void look() {
    try {
      for (var due : leases.due()) {
        var lease = leases.take(due);
        if (lease != null) {
          held.add(lease);
          var turn = new Turn(lease, System.nanoTime() + TURN_NANOS);
          run(() -> round(turn));
        }
      }
      failing = false;
    } catch (SQLException | RuntimeException failure) {
      tell(failure);
    }
  }

  private void round(Turn turn) {
    Optional<List<Delivery>> due;
    try {
      due = backlog.next(turn.lease());
    } catch (SQLException | RuntimeException failure) {
      tell(failure);
      giveBack(turn.lease());
      return;
    }
    if (due.isEmpty()) {
      held.remove(turn.lease());
    } else if (due.get().isEmpty()) {
      giveBack(turn.lease());
    } else {
      Future.join(
              due.get().stream().map(delivery -> receivers.send(turn.lease(), delivery)).toList())
          .onComplete(all -> run(() -> note(turn, all.result().list())));
    }
  }

  private void note(Turn turn, List<Attempt> attempts) {
    attempts.forEach(attempt -> metrics.count(attempt, backlog.parks(attempt)));
    try {
      backlog.record(turn.lease(), attempts);
    } catch (SQLException | RuntimeException failure) {
      // They stay due and are sent again.
      tell(failure);
      giveBack(turn.lease());
      return;
    }
    if (System.nanoTime() - turn.until() < 0) {
      round(turn);
    } else {
      giveBack(turn.lease());
    }
  }

  private void giveBack(Lease lease) {
    held.remove(lease);
    release(lease);
  }

  private void release(Lease lease) {
    try {
      leases.release(lease);
    } catch (SQLException | RuntimeException failure) {
      // It runs out by itself.
      tell(failure);
    }
  }

  private void run(Runnable task) {
    try {
      threads.execute(task);
    } catch (RejectedExecutionException stopped) {
      LOG.debugf("Stopping: what is on its way is left to others");
    }
  }

  private void tell(Exception failure) {
    if (!failing && !stopping) {
      LOG.warnf(
          "Deliveries to webhooks wait until the database can be asked again: %s",
          failure.getMessage());
    }
    failing = true;
  }
}
