package io.holdfast.lab;

import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.jboss.logging.Logger;

/**
 * Where rounds are run: stocks a shop, lets the buyers in, counts what is left and clears up. Uses
 * no more connections than {@link LabConfig#maxConnections()}, all rounds together. Thread-safe.
 */
@ApplicationScoped
class Track {

  private static final Logger LOG = Logger.getLogger(Track.class);

  /** Its orders wait without a connection; those of all others have one each. */
  private static final String COMBINING = "combining";

  private final DataSource dataSource;
  private final LabShop shops;
  private final Entrants entrants;
  private final Semaphore connections;

  Track(DataSource dataSource, LabShop shops, Entrants entrants, LabConfig config) {
    this.dataSource = dataSource;
    this.shops = shops;
    this.entrants = entrants;
    this.connections = new Semaphore(config.maxConnections(), true);
  }

  /**
   * Runs one round.
   *
   * @param stop asked again and again whether to cut it short
   * @param look told of the figures so far, now and then
   * @return how it ended
   */
  Rounds.Round run(
      String shop,
      String entrant,
      RaceSettings settings,
      BooleanSupplier stop,
      Consumer<Rounds.Round> look)
      throws SQLException {
    var mistake = Mistake.named(entrant);
    try {
      return mistake.isPresent()
          ? mistaken(shop, mistake.get(), settings, stop, look)
          : real(shop, entrant, settings, stop, look);
    } finally {
      remove(shop);
    }
  }

  private Rounds.Round mistaken(
      String shop,
      Mistake mistake,
      RaceSettings settings,
      BooleanSupplier stop,
      Consumer<Rounds.Round> look)
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
    heat.run(stop, () -> look.accept(ofMistake(heat.served(), Map.of())));
    var claimed = new HashMap<String, Long>();
    for (var sku : settings.skuNames()) {
      claimed.put(sku, tables.stock(sku));
    }
    return ofMistake(heat.served(), claimed);
  }

  private static Rounds.Round ofMistake(List<Heat.Served> served, Map<String, Long> claimed) {
    var retries = served.stream().mapToLong(each -> each.visit().retries()).sum();
    var conflicts =
        served.stream().filter(each -> each.visit().outcome() == Visit.Outcome.GAVE_UP).count();
    return new Rounds.Round(served, claimed, conflicts, retries);
  }

  private Rounds.Round real(
      String shop,
      String name,
      RaceSettings settings,
      BooleanSupplier stop,
      Consumer<Rounds.Round> look) {
    shops.stock(shop, settings.skuNames(), settings.stock());
    var strategy = entrants.strategy(name);
    var conflicts = strategy.conflicts();
    var retries = strategy.retries();
    var heat =
        new Heat(
            settings,
            new StrategySeller(strategy, shop),
            name.equals(COMBINING) ? null : connections);
    heat.run(
        stop,
        () ->
            look.accept(
                new Rounds.Round(
                    heat.served(),
                    Map.of(),
                    (long) (strategy.conflicts() - conflicts),
                    (long) (strategy.retries() - retries))));
    var claimed = new HashMap<String, Long>();
    for (var sku : settings.skuNames()) {
      claimed.put(sku, shops.available(shop, sku));
    }
    return new Rounds.Round(
        heat.served(),
        claimed,
        (long) (strategy.conflicts() - conflicts),
        (long) (strategy.retries() - retries));
  }

  /** What stays now is looked for again later. */
  private void remove(String shop) {
    try {
      shops.remove(shop);
    } catch (SQLException | RuntimeException failure) {
      LOG.debugf(failure, "Shop %s stays until the next clean-up", shop);
    }
  }
}
