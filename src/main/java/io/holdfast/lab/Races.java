package io.holdfast.lab;

import io.holdfast.lab.RaceView.Status;
import io.holdfast.platform.http.Text;
import io.holdfast.platform.problem.Problem;
import io.holdfast.platform.problem.ProblemType;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.hibernate.id.uuid.UuidVersion7Strategy;
import org.jboss.logging.Logger;

/**
 * The races of this process: one at a time, others wait, and all end when the service does. Their
 * results are for every process. Thread-safe.
 */
@ApplicationScoped
public class Races {

  private static final Logger LOG = Logger.getLogger(Races.class);
  private static final int STOP_SECONDS = 25;

  private final Track track;
  private final Entrants entrants;
  private final StoredRaces stored;
  private final LabConfig config;
  private final ThreadPoolExecutor runner;
  private volatile boolean stopping;

  Races(Track track, Entrants entrants, StoredRaces stored, LabConfig config) {
    this.track = track;
    this.entrants = entrants;
    this.stored = stored;
    this.config = config;
    this.runner =
        new ThreadPoolExecutor(
            1,
            1,
            1,
            TimeUnit.MINUTES,
            new LinkedBlockingQueue<>(config.maxQueue()),
            task -> new Thread(task, "holdfast-lab"));
    runner.allowCoreThreadTimeOut(true);
  }

  /**
   * Lets a race begin, or wait for the one that runs.
   *
   * @throws Problem {@code validation}; {@code overloaded} where too many wait already
   */
  RaceView start(String shop, NewRace request) {
    var queued = queued(request);
    // Before it is stored, so that what is refused leaves nothing behind.
    if (stopping || runner.getQueue().remainingCapacity() == 0) {
      throw busy();
    }
    var race = stored.add(shop, queued);
    try {
      runner.execute(() -> run(shop, race));
    } catch (RejectedExecutionException full) {
      cancel(shop, race);
      throw busy();
    }
    return race;
  }

  /** Runs a race on the caller's thread, without keeping it. */
  RaceView run(NewRace request, BooleanSupplier cancelled, Consumer<RaceView> report) {
    return run(queued(request), cancelled, report);
  }

  private RaceView run(RaceView race, BooleanSupplier cancelled, Consumer<RaceView> report) {
    return new RaceRun(race, track, entrants, config.maxDuration(), cancelled, report).run();
  }

  /**
   * A race of this shop.
   *
   * @throws Problem {@code not-found}, for what is no id too
   */
  public RaceView get(String shop, String id) {
    return Text.uuid(id)
        .flatMap(known -> stored.find(shop, known))
        .orElseThrow(() -> new Problem(ProblemType.NOT_FOUND, "There is no such race."));
  }

  /** The newest races of a shop. */
  public List<RaceView> newest(String shop, int limit) {
    return stored.newest(shop, limit);
  }

  boolean isStopping() {
    return stopping;
  }

  void stop(@Observes ShutdownDelayInitiatedEvent stop) {
    stopping = true;
  }

  void stop(@Observes ShutdownEvent stop) {
    stopping = true;
    // Those that wait run too, for as long as it takes to say that they are cancelled.
    runner.shutdown();
    try {
      if (!runner.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS)) {
        LOG.warn("A race does not end; what it leaves behind is removed later");
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private RaceView queued(NewRace request) {
    var settings = request.settings(entrants, config.maxConnections());
    var id = UuidVersion7Strategy.INSTANCE.generateUuid(null);
    return RaceView.queued(id, request.base().name(), settings);
  }

  private void run(String shop, RaceView race) {
    try {
      if (stopping) {
        cancel(shop, race);
      } else {
        run(race, () -> stopping, view -> save(shop, view));
      }
    } catch (RuntimeException failure) {
      LOG.warnf(failure, "Race %s is not told of", race.id());
    }
  }

  private void cancel(String shop, RaceView race) {
    save(
        shop,
        race.next(
            Status.CANCELLED, "The service was stopped before the race began.", race.results()));
  }

  /** Where the last of its states is not kept, it counts as lost after a while. */
  private void save(String shop, RaceView view) {
    try {
      stored.save(shop, view);
    } catch (RuntimeException failure) {
      LOG.warnf("Race %s goes on untold: %s", view.id(), failure.getMessage());
    }
  }

  private static Problem busy() {
    return new Problem(ProblemType.OVERLOADED, "Too many races are waiting; come back later.")
        .retryAfter(10);
  }
}
