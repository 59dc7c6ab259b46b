package io.holdfast.lab;

import io.holdfast.platform.problem.Problem;
import io.holdfast.platform.problem.ProblemType;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.microprofile.context.ManagedExecutor;

/**
 * Races as they change, for whoever follows them, up to a limit. They are read from the database,
 * so that it does not matter which process runs them. Thread-safe.
 */
@ApplicationScoped
class RaceStreams {

  private static final Duration INTERVAL = Duration.ofMillis(250);

  private final Races races;
  private final ManagedExecutor workers;
  private final int limit;
  private final AtomicInteger places = new AtomicInteger();

  RaceStreams(Races races, ManagedExecutor workers, LabConfig config) {
    this.races = races;
    this.workers = workers;
    this.limit = config.maxStreams();
  }

  /**
   * The states of a race from now to its end, or until the service stops.
   *
   * @param seen the revision that the reader has
   * @throws Problem {@code overloaded} where there are too many readers
   */
  Multi<RaceView> open(String shop, String id, long seen) {
    if (places.incrementAndGet() > limit) {
      places.decrementAndGet();
      throw new Problem(ProblemType.OVERLOADED, "Too many follow races; come back later.")
          .retryAfter(5);
    }
    var last = new AtomicLong(seen);
    return Multi.createBy()
        .repeating()
        .uni(() -> Uni.createFrom().item(() -> races.get(shop, id)).runSubscriptionOn(workers))
        .withDelay(INTERVAL)
        // The one that does not pass is told too.
        .whilst(race -> !race.status().isOver() && !races.isStopping())
        .select()
        .where(race -> last.getAndSet(race.revision()) < race.revision())
        .onTermination()
        .invoke(() -> places.decrementAndGet());
  }
}
