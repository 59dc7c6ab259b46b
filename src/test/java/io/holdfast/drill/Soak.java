package io.holdfast.drill;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Load for an hour, and what the instances hold meanwhile: see docs/reliability.md. Ends with 1
 * where anything is wrong.
 */
final class Soak {

  /** What each instance held at a moment. */
  record Sample(double minute, List<Map<Figure, Double>> instances) {}

  /** Longer than an idle thread of a pool lives, and an idle connection of the clients. */
  private static final Duration QUIET = Duration.ofSeconds(35);

  private static final Duration REST = Duration.ofSeconds(60);

  private final SoakOptions options;
  private final Site site;
  private final Gauges gauges;
  private final Findings findings = new Findings();
  private final List<Sample> samples = new ArrayList<>();
  private final List<SoakWindow.Result> results = new ArrayList<>();
  private @Nullable SoakWindow open;

  private Soak(SoakOptions options, Site site) {
    this.options = options;
    this.site = site;
    this.gauges = new Gauges(site);
  }

  public static void main(String[] arguments) throws Exception {
    SoakOptions options;
    try {
      options = SoakOptions.of(arguments);
    } catch (IllegalArgumentException misspelt) {
      System.err.println(misspelt.getMessage() + "\n" + SoakOptions.USAGE);
      System.exit(2);
      return;
    }
    var scratch = Files.createTempDirectory("holdfast-soak-");
    System.out.printf("seed %d, everything in %s%n", options.seed(), scratch);
    var programs = PostgresPrograms.unpackTo(scratch.resolve("programs"));
    var site = Site.open(scratch.resolve("site"), programs, Setup.PLAIN);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> close(site)));
    var page = new Soak(options, site).run();
    System.out.println(page.text());
    if (options.results() != null) {
      Files.createDirectories(options.results());
      var name = "soak-" + LocalDate.now(ZoneOffset.UTC) + ".md";
      Files.writeString(options.results().resolve(name), page.text());
    }
    close(site);
    if (!page.isWrong()) {
      DeletedTree.delete(scratch);
    }
    System.exit(page.isWrong() ? 1 : 0);
  }

  private static synchronized void close(Site site) {
    try {
      site.close();
    } catch (IOException failure) {
      System.err.println("Not everything could be closed: " + failure);
    }
  }

  private SoakPage run() throws Exception {
    System.out.println("calm: " + Round.calm(site, options.seed()));
    LockSupport.parkNanos(QUIET.toNanos());
    var before = read();
    var lent = lent();
    var vitals = new Vitals(site);
    try {
      load();
    } catch (Exception | AssertionError broken) {
      broken.printStackTrace();
      findings.add("the soak itself", broken.toString());
    }
    var after = atRest(before);
    checkPools(lent);
    vitals.check(findings);
    return new SoakPage(options, samples, results, before, after, findings);
  }

  /** By each instance's pool; a few connections are listened on for ever. */
  private List<Long> lent() throws IOException {
    List<Long> all = new ArrayList<>();
    for (var instance : site.instances()) {
      all.add(gauges.lent(instance));
    }
    return all;
  }

  private void checkPools(List<Long> before) throws IOException {
    for (var i = 0; i < before.size(); i++) {
      var instance = site.instance(i);
      var then = before.get(i);
      try {
        Await.until(REST, "the pool has them back", () -> gauges.lent(instance) <= then);
      } catch (org.awaitility.core.ConditionTimeoutException missing) {
        findings.add(
            "I10 connections not given back",
            "in use were %d, are %d".formatted(then, gauges.lent(instance)));
      }
    }
  }

  /** One window after the other; the books of one are checked while the next is under way. */
  private void load() throws Exception {
    var begin = System.nanoTime();
    for (var i = 1; i <= options.windows(); i++) {
      var last = open;
      open = SoakWindow.open(site, "soak-" + i, options.rate(), options.seed() + i, findings);
      if (last != null) {
        results.add(last.close());
      }
      LockSupport.parkNanos(begin + i * options.window().toNanos() - System.nanoTime());
      var sample = new Sample((System.nanoTime() - begin) / 6e10, read());
      samples.add(sample);
      System.out.println(line(sample));
    }
    results.add(java.util.Objects.requireNonNull(open).close());
  }

  private List<Map<Figure, Double>> read() throws Exception {
    List<Map<Figure, Double>> all = new ArrayList<>();
    for (var i = 0; i < site.instances().size(); i++) {
      all.add(gauges.read(i));
    }
    return all;
  }

  /** As soon as all has been given back, or what there is when it should have been. */
  private List<Map<Figure, Double>> atRest(List<Map<Figure, Double>> before) throws Exception {
    var end = System.nanoTime() + REST.toNanos();
    while (true) {
      var now = read();
      if (System.nanoTime() > end || isBack(before, now)) {
        return now;
      }
      // Collections and metrics are not to be what keeps it busy.
      LockSupport.parkNanos(Duration.ofSeconds(5).toNanos());
    }
  }

  private static boolean isBack(List<Map<Figure, Double>> before, List<Map<Figure, Double>> now) {
    for (var i = 0; i < before.size(); i++) {
      for (var figure : Figure.values()) {
        if (!SoakFigures.isBack(figure, before.get(i).get(figure), now.get(i).get(figure))) {
          return false;
        }
      }
    }
    return true;
  }

  private String line(Sample sample) {
    var line = new StringBuilder("minute %.1f".formatted(sample.minute()));
    for (var values : sample.instances()) {
      line.append(
          values.entrySet().stream()
              .map(one -> one.getKey().title() + " " + one.getKey().text(one.getValue()))
              .collect(Collectors.joining(", ", " | ", "")));
    }
    findings.told().forEach(told -> line.append('\n').append(told));
    return line.toString();
  }
}
