package io.holdfast.lab;

import io.holdfast.lab.RaceView.Status;
import io.holdfast.platform.database.Deadline;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** A race on its way: one entrant after the other. Run once, by one thread. */
final class RaceRun {

  private static final Logger LOG = Logger.getLogger(RaceRun.class);

  /** Between two reports of how far it has come. */
  private static final long REPORT_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

  /** Buyers of the round that is not counted, in which everything is used for the first time. */
  private static final int WARM_UP_BUYERS = 16;

  private final DataSource dataSource;
  private final LabShop shops;
  private final Entrants entrants;
  private final Semaphore connections;
  private final Deadline end;
  private final BooleanSupplier cancelled;
  private final Consumer<RaceView> report;
  private final List<EntrantResult> results;
  private RaceView view;
  private long reported;

  /**
   * @param connections has a permit per connection that may be used
   * @param limit after which it is cut short
   * @param report told of every change, on the thread that runs the race
   */
  RaceRun(
      RaceView queued,
      DataSource dataSource,
      LabShop shops,
      Entrants entrants,
      Semaphore connections,
      Duration limit,
      BooleanSupplier cancelled,
      Consumer<RaceView> report) {
    this.view = queued;
    this.dataSource = dataSource;
    this.shops = shops;
    this.entrants = entrants;
    this.connections = connections;
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
      results.set(
          entrant, EntrantResult.skipped(name, mistake != null, obstacle.get(), settings));
      return;
    }
    // What is left is shared, so that a slow entrant takes nothing from those after it.
    var share =
        Deadline.in(Duration.ofMillis(end.remainingMillis() / (results.size() - entrant)));
    var rounds = new Rounds(name, mistake, settings);
    var fallbacks = entrants.redisFallbacks();
    var complete = true;
    if (!settings.inStep()) {
      round(entrant, settings.rounds(), warmUp(settings), mistake, share, ignored -> {});
    }
    for (var round = 0; round < settings.rounds() && complete; round++) {
      complete =
          round(
              entrant,
              round,
              settings,
              mistake,
              share,
              result -> {
                if (result.claimed().isEmpty()) {
                  results.set(entrant, rounds.running(result));
                  tellNowAndThen();
                } else {
                  rounds.add(result);
                }
              });
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

  private static RaceSettings warmUp(RaceSettings settings) {
    return new RaceSettings(
        settings.strategies(),
        settings.stock(),
        Math.min(WARM_UP_BUYERS, settings.buyers()),
        settings.quantity(),
        settings.skus(),
        settings.lines(),
        Math.min(WARM_UP_BUYERS / 4, settings.atOnce()),
        0,
        1,
        false);
  }

  /**
   * @param result told how far the round is, and at last, with what its seller claims to have left,
   *     how it ended
   */
  private boolean round(
      int entrant,
      int round,
      RaceSettings settings,
      @Nullable Mistake mistake,
      Deadline share,
      Consumer<Rounds.Round> result)
      throws SQLException {
    var shop = LabShop.name(view.id(), entrant, round);
    try {
      var ended =
          mistake != null
              ? mistaken(shop, settings, mistake, share, result)
              : real(shop, settings, settings.strategies().get(entrant), share, result);
      return ended;
    } finally {
      remove(shop);
    }
  }

  private boolean mistaken(
      String shop,
      RaceSettings settings,
      Mistake mistake,
      Deadline share,
      Consumer<Rounds.Round> result)
      throws SQLException {
    var tables = new LabTables(dataSource, shop);
    for (var sku : settings.skuNames()) {
      tables.receive(sku, settings.stock());
    }
    var gap =
        settings.inStep()
            ? Gap.inStep(settings.buyers())
            : Gap.lasting(Duration.ofMillis(settings.thinkMillis()));
    var heat = new Heat(settings, mistake.seller(tables, gap), connections);
    var complete =
        heat.run(
            () -> stop(share), () -> result.accept(ofMistake(heat.served(), Map.of())));
    var claimed = new HashMap<String, Long>();
    for (var sku : settings.skuNames()) {
      claimed.put(sku, tables.stock(sku));
    }
    result.accept(ofMistake(heat.served(), claimed));
    return complete;
  }

  private static Rounds.Round ofMistake(List<Heat.Served> served, Map<String, Long> claimed) {
    var retries = served.stream().mapToLong(each -> each.visit().retries()).sum();
    var conflicts =
        served.stream()
            .filter(
                each ->
                    each.visit().retries() > 0
                        || each.visit().outcome() == Visit.Outcome.GAVE_UP)
            .count();
    return new Rounds.Round(served, claimed, conflicts, retries);
  }

  private boolean real(
      String shop,
      RaceSettings settings,
      String name,
      Deadline share,
      Consumer<Rounds.Round> result) {
    shops.stock(shop, settings.skuNames(), settings.stock());
    var strategy = entrants.strategy(name);
    var conflicts = strategy.conflicts();
    var retries = strategy.retries();
    // Orders that are combined wait without a connection; the others have one each.
    var heat =
        new Heat(
            settings,
            new StrategySeller(strategy, shop),
            name.equals("combining") ? null : connections);
    Consumer<Map<String, Long>> tell =
        claimed ->
            result.accept(
                new Rounds.Round(
                    heat.served(),
                    claimed,
                    (long) (strategy.conflicts() - conflicts),
                    (long) (strategy.retries() - retries)));
    var complete = heat.run(() -> stop(share), () -> tell.accept(Map.of()));
    var claimed = new HashMap<String, Long>();
    for (var sku : settings.skuNames()) {
      claimed.put(sku, shops.available(shop, sku));
    }
    tell.accept(claimed);
    return complete;
  }

  private boolean stop(Deadline share) {
    return share.passed() || cancelled.getAsBoolean();
  }

  /** What stays now is looked for again later. */
  private void remove(String shop) {
    try {
      shops.remove(shop);
    } catch (SQLException | RuntimeException failure) {
      LOG.debugf(failure, "Shop %s stays until the next sweep", shop);
    }
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
