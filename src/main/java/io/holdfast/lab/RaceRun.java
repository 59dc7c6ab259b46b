package io.holdfast.lab;

import io.holdfast.lab.RaceView.Status;
import io.holdfast.platform.database.Deadline;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** A race on its way: one entrant after the other. Run once, by one thread. */
final class RaceRun {

  private static final Logger LOG = Logger.getLogger(RaceRun.class);

  /** Between two reports of how far it has come. */
  private static final long REPORT_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

  private final Track track;
  private final Entrants entrants;
  private final Deadline end;
  private final BooleanSupplier cancelled;
  private final Consumer<RaceView> report;
  private final List<EntrantResult> results;
  private RaceView view;
  private long reported;

  /**
   * A race that begins now.
   *
   * @param limit after which it is cut short
   * @param report told of every change, on the thread that runs the race
   */
  RaceRun(
      RaceView queued,
      Track track,
      Entrants entrants,
      Duration limit,
      BooleanSupplier cancelled,
      Consumer<RaceView> report) {
    this.view = queued;
    this.track = track;
    this.entrants = entrants;
    this.end = Deadline.in(limit);
    this.cancelled = cancelled;
    this.report = report;
    this.results = new ArrayList<>(queued.results());
  }

  /** Runs it to its end, and reports that too, whatever happens. */
  RaceView run() {
    try {
      tell(Status.RUNNING, null);
      for (var i = 0; i < results.size() && !cancelled.getAsBoolean(); i++) {
        race(i);
        tell(Status.RUNNING, null);
      }
      if (cancelled.getAsBoolean()) {
        tell(Status.CANCELLED, "The service was stopped before the race was over.");
      } else {
        tell(Status.FINISHED, null);
      }
    } catch (SQLException | RuntimeException failure) {
      LOG.warnf(failure, "Race %s failed", view.id());
      tell(Status.FAILED, "An error ended the race; the log of the service has it.");
    }
    return view;
  }

  private void race(int entrant) throws SQLException {
    var settings = view.settings();
    var name = settings.strategies().get(entrant);
    var mistake = Mistake.named(name).orElse(null);
    var obstacle = entrants.obstacle(name);
    if (obstacle.isPresent()) {
      results.set(entrant, EntrantResult.skipped(name, mistake != null, obstacle.get(), settings));
      return;
    }
    // What is left is shared, so that a slow entrant takes nothing from those after it.
    var share = Deadline.in(Duration.ofMillis(end.remainingMillis() / (results.size() - entrant)));
    BooleanSupplier stop = () -> share.passed() || cancelled.getAsBoolean();
    var fallbacks = entrants.redisFallbacks();
    // What is used for the first time may take longer than a transaction may be idle.
    if (mistake == null || !settings.inStep()) {
      track.run(shop(entrant, settings.rounds()), name, settings.warmUp(), stop, ignored -> {});
    }
    var rounds = new Rounds(name, mistake, settings);
    var complete = true;
    for (var round = 0; round < settings.rounds() && complete; round++) {
      var ended =
          track.run(
              shop(entrant, round),
              name,
              settings,
              stop,
              soFar -> {
                results.set(entrant, rounds.running(soFar));
                tellNowAndThen();
              });
      rounds.add(ended);
      complete = ended.served().size() == settings.buyers();
    }
    var without = entrants.redisFallbacks() - fallbacks;
    results.set(
        entrant,
        rounds.ended(
            complete,
            without == 0
                ? null
                : "Redis did not answer: %d orders took row locks instead.".formatted(without)));
  }

  private String shop(int entrant, int round) {
    return LabShop.name(view.id(), entrant, round);
  }

  private void tellNowAndThen() {
    if (System.nanoTime() - reported >= REPORT_NANOS) {
      tell(Status.RUNNING, null);
    }
  }

  private void tell(Status status, @Nullable String note) {
    reported = System.nanoTime();
    view = view.next(status, note, List.copyOf(results));
    report.accept(view);
  }
}
