package io.holdfast.lab;

import io.holdfast.lab.EntrantResult.Status;
import io.holdfast.platform.http.Json;
import io.holdfast.platform.problem.Problem;
import io.quarkus.arc.Unremovable;
import io.quarkus.runtime.QuarkusApplication;
import jakarta.inject.Singleton;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The lab on the command line: runs one race, prints the comparison, and ends. Exit code 0 where
 * every strategy held, 1 where one did not, or the race did not come to its end, 2 for options that
 * make no sense.
 */
@Singleton
@Unremovable // found by its type
public final class LabCommand implements QuarkusApplication {

  private static final String USAGE =
      """
      Usage: lab [--scenario NAME] [--strategies A,B] [--stock N] [--buyers N] [--quantity N]
                 [--skus N] [--lines N] [--at-once N] [--think-millis N] [--rounds N] [--in-step true|false]
             lab --list
      What is not given is the scenario's; without one, that of flash-sale.
      """;

  /** What differs from the service, unless a system property or variable says otherwise. */
  private static final Map<String, String> SETTINGS =
      Map.of(
          "quarkus.http.host-enabled", "false",
          "quarkus.log.level", "WARN",
          "quarkus.banner.enabled", "false",
          // There is nobody to ask for a token.
          "holdfast.auth", "none",
          // Beside the data of a service, which may be running.
          "holdfast.embedded.data-dir", "data-lab");

  private final Races races;
  private final Json json;
  private final PrintStream out;
  private @Nullable String running;

  LabCommand(Races races, Json json) {
    this.races = races;
    this.json = json;
    this.out = System.out;
  }

  /** To be called before the start: no HTTP, few words, and data of its own. */
  public static void configure() {
    SETTINGS.forEach(
        (key, value) -> {
          var variable = key.replaceAll("[^a-z0-9]", "_").toUpperCase(Locale.ROOT);
          if (System.getProperty(key) == null && System.getenv(variable) == null) {
            System.setProperty(key, value);
          }
        });
  }

  @Override
  public int run(String... args) {
    var options = List.of(args);
    if (options.equals(List.of("--list"))) {
      Scenario.ALL.forEach(each -> out.printf("%-28s %s%n", each.name(), each.title()));
      return 0;
    }
    if (options.contains("--help")) {
      out.print(USAGE);
      return 0;
    }
    RaceView race;
    try {
      race = races.run(json.valid(LabOptions.parse(options)), () -> false, this::tell);
    } catch (IllegalArgumentException | Problem refused) {
      out.println(refused.getMessage());
      out.print(USAGE);
      return 2;
    }
    print(race);
    return race.status() == RaceView.Status.FINISHED
            && race.results().stream().allMatch(each -> each.mistake() || each.held())
        ? 0
        : 1;
  }

  private void tell(RaceView race) {
    race.results().stream()
        .filter(each -> each.status() == Status.RUNNING)
        .map(EntrantResult::name)
        .filter(name -> !name.equals(running))
        .forEach(
            name -> {
              running = name;
              out.println(name + " ...");
            });
  }

  private void print(RaceView race) {
    var settings = race.settings();
    out.printf(
        "%n%s: %d buyers, %d at once, %d x %d of %d items in stock %d each%n%n",
        race.scenario(),
        settings.buyers(),
        settings.atOnce(),
        settings.lines(),
        settings.quantity(),
        settings.skus(),
        settings.stock());
    var table =
        new Table(
            "entrant",
            "sold",
            "refused",
            "gave up",
            "oversold",
            "undersold",
            "books off by",
            "conflicts",
            "retries",
            "came back",
            "orders/s",
            "p50 ms",
            "p99 ms");
    race.results().forEach(each -> row(table, each));
    out.println(table);
    race.results()
        .forEach(
            each -> {
              var said = each.explanation() == null ? each.note() : each.explanation();
              out.println(each.name() + ": " + (said == null ? "did not run" : said));
              if (each.explanation() != null && each.note() != null) {
                out.println("  " + each.note());
              }
            });
    if (race.note() != null) {
      out.println(race.note());
    }
  }

  private static void row(Table table, EntrantResult each) {
    if (each.status() == Status.SKIPPED || each.status() == Status.WAITING) {
      table.row(each.name(), "-", "-", "-", "-", "-", "-", "-", "-", "-", "-", "-", "-");
      return;
    }
    table.row(
        each.name(),
        String.valueOf(each.sold()),
        String.valueOf(each.refused()),
        String.valueOf(each.gaveUp()),
        String.valueOf(each.oversold()),
        String.valueOf(each.undersold()),
        String.valueOf(each.booksOffBy()),
        String.valueOf(each.conflicts()),
        String.valueOf(each.retries()),
        String.valueOf(each.returns()),
        Table.decimal(each.ordersPerSecond(), 0),
        Table.decimal(each.p50Millis(), 1),
        Table.decimal(each.p99Millis(), 1));
  }
}
