package io.holdfast.drill;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Runs the drills: see docs/reliability.md. Ends with 1 where anything is wrong. */
final class Drill {

  private final Options options;
  private final Path scratch;
  private final PostgresPrograms programs;

  /** With {@code CI=true} in the environment nothing passes by skipping. */
  private final Table table = new Table(!"true".equals(System.getenv("CI")));

  private final long start = System.nanoTime();
  private @Nullable Site site;
  private @Nullable Vitals vitals;
  private boolean proven;

  private Drill(Options options, Path scratch) throws Exception {
    this.options = options;
    this.scratch = scratch;
    this.programs = PostgresPrograms.unpackTo(scratch.resolve("programs"));
  }

  static List<Fault> faults() {
    return Stream.of(
            ServiceFaults.all(),
            ClockFaults.all(),
            WebhookFaults.all(),
            DatabaseFaults.all(),
            NetworkFaults.all(),
            RedisFaults.all(),
            FailpointFaults.all())
        .flatMap(List::stream)
        .toList();
  }

  public static void main(String[] arguments) throws Exception {
    var options = Options.of(arguments);
    var scratch = Files.createTempDirectory("holdfast-drill-");
    System.out.printf("seed %d, everything in %s%n", options.seed(), scratch);
    var drill = new Drill(options, scratch);
    Runtime.getRuntime().addShutdownHook(new Thread(drill::closeSite));
    drill.run();
    System.out.println(drill.page());
    if (!drill.table.isWrong()) {
      DeletedTree.delete(scratch);
    }
    System.exit(drill.table.isWrong() ? 1 : 0);
  }

  private void run() {
    Map<Setup, List<Fault>> bySetup = new LinkedHashMap<>();
    for (var fault : options.faults()) {
      bySetup.computeIfAbsent(fault.setup(), ignored -> new ArrayList<>()).add(fault);
    }
    bySetup.forEach(
        (setup, faults) -> {
          try {
            for (var fault : faults) {
              table.add(run(fault));
              keepPage();
            }
          } finally {
            closeSite();
          }
        });
  }

  private String page() throws IOException {
    return table.page(options.command(), Duration.ofNanos(System.nanoTime() - start));
  }

  /** After each fault: what is known stays known, whatever becomes of the rest. */
  private void keepPage() {
    if (options.results() == null) {
      return;
    }
    try {
      Files.createDirectories(options.results());
      Files.writeString(
          options.results().resolve("drills-" + LocalDate.now(ZoneOffset.UTC) + ".md"), page());
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private Table.Row run(Fault fault) {
    var findings = new Findings();
    var results = new ArrayList<Round.Result>();
    try {
      var there = openSite(fault.setup());
      var rounds = options.rounds(fault);
      for (var i = 1; i <= rounds; i++) {
        var result =
            new Round(there, fault, i, options.seed() + i, findings).run(options.patience());
        results.add(result);
        System.out.printf("%s %d/%d: %s%n", fault.name(), i, rounds, result);
        if (!findings.isEmpty()) {
          findings.told().forEach(System.out::println);
          break;
        }
      }
      java.util.Objects.requireNonNull(vitals).check(findings);
    } catch (NotPossibleHereException missing) {
      return new Table.Row(fault, results, findings, "skipped: " + missing.getMessage());
    } catch (Exception | AssertionError broken) {
      broken.printStackTrace();
      findings.add("the drill itself", broken.toString());
    }
    if (!findings.isEmpty()) {
      findings.told().forEach(System.out::println);
      // The next fault deserves a sound one.
      closeSite();
    }
    return new Table.Row(fault, results, findings, "");
  }

  private Site openSite(Setup setup) throws Exception {
    if (site == null) {
      var opened = Site.open(Files.createTempDirectory(scratch, "site-"), programs, setup);
      site = opened;
      System.out.println("calm: " + Round.calm(opened, options.seed()));
      if (!proven) {
        var overlooked = Proof.overlooked(opened, options.seed());
        if (!overlooked.isEmpty()) {
          throw new IllegalStateException("the drill overlooks that " + overlooked);
        }
        System.out.printf("found %d of %1$d lies that were told to it%n", Proof.lies());
        proven = true;
      }
      vitals = new Vitals(opened);
    }
    return java.util.Objects.requireNonNull(site);
  }

  private synchronized void closeSite() {
    try {
      if (site != null) {
        site.close();
      }
    } catch (Exception failure) {
      System.err.println("Not everything could be closed: " + failure);
    } finally {
      site = null;
    }
  }
}
