package io.holdfast.drill;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * I10: what the processes hold of the system and of PostgreSQL, before a fault and after it. Pools
 * and caches may have grown a little; a leak shows because it grows with the rounds.
 */
final class Vitals {

  private static final int MORE_THREADS = 24;
  private static final int MORE_FILES = 48;

  /** Of live heap. What is less, an hour of the soak has to show. */
  private static final int MORE_MB = 32;

  private static final Duration LIMIT = Duration.ofSeconds(60);

  /**
   * What a process holds.
   *
   * @param heap what lives of it, in MB
   */
  record Held(long threads, long files, double heap) {

    /** That it held so much less before. */
    Held less(long lessThreads, long lessFiles, double lessHeap) {
      return new Held(threads - lessThreads, files - lessFiles, heap - lessHeap);
    }
  }

  private final Site site;
  private final Gauges gauges;
  private final Duration limit;
  private final List<Held> before = new ArrayList<>();
  private int errorsTold;

  Vitals(Site site) throws Exception {
    this(site, LIMIT, held -> held);
  }

  /**
   * Looked at for so long, by what they were or by something else.
   *
   * @param told what is said about each instance in place of the truth
   */
  Vitals(Site site, Duration limit, UnaryOperator<Held> told) throws Exception {
    this.site = site;
    this.gauges = new Gauges(site);
    this.limit = limit;
    for (var i = 0; i < site.instances().size(); i++) {
      var figures = site.instance(i).figures();
      before.add(told.apply(new Held(figures.threads(), figures.files(), heap(i))));
    }
  }

  void check(Findings findings) throws Exception {
    for (var i = 0; i < before.size(); i++) {
      var instance = site.instance(i);
      var then = before.get(i);
      try {
        Await.until(limit, "it returns to where it was", () -> isBack(then, instance.figures()));
      } catch (org.awaitility.core.ConditionTimeoutException leak) {
        findings.add("I10 leak", "at first " + then + ", now " + instance.figures());
      }
      var heap = heap(i);
      if (heap > then.heap() + MORE_MB) {
        findings.add("I10 heap", "at first %.1f MB, now %.1f".formatted(then.heap(), heap));
      }
    }
    try {
      Await.until(limit, "no transaction is left open", () -> openTransactions() == 0);
    } catch (org.awaitility.core.ConditionTimeoutException left) {
      findings.add("I10 transactions", "some are left open");
    }
    site.diedAtStart().forEach(one -> findings.add("I10 died at its start", one));
    var errors = site.instances().stream().flatMap(one -> one.errors().stream()).toList();
    errors.stream().skip(errorsTold).forEach(line -> findings.add("I9 logged as an error", line));
    errorsTold = errors.size();
  }

  private static boolean isBack(Held before, Instance.Figures now) {
    return now.threads() <= before.threads() + MORE_THREADS
        && now.files() <= before.files() + MORE_FILES;
  }

  private double heap(int instance) throws Exception {
    return gauges.read(instance).get(Figure.HEAP);
  }

  /** Those that last. */
  long openTransactions() throws SQLException {
    return site.database()
        .number(
            """
            SELECT count(*) FROM pg_stat_activity
            WHERE usename = 'holdfast' AND now() - xact_start > interval '1 s'""");
  }
}
