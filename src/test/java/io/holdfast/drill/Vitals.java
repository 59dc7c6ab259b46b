package io.holdfast.drill;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

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

  private final Site site;
  private final Gauges gauges;
  private final List<Instance.Figures> before = new ArrayList<>();
  private final List<Double> heapBefore = new ArrayList<>();
  private int errorsTold;

  Vitals(Site site) throws Exception {
    this.site = site;
    this.gauges = new Gauges(site);
    for (var i = 0; i < site.instances().size(); i++) {
      before.add(site.instance(i).figures());
      heapBefore.add(heap(i));
    }
  }

  void check(Findings findings) throws Exception {
    for (var i = 0; i < before.size(); i++) {
      var instance = site.instance(i);
      var then = before.get(i);
      try {
        Await.until(LIMIT, "it returns to where it was", () -> isBack(then, instance.figures()));
      } catch (org.awaitility.core.ConditionTimeoutException leak) {
        findings.add("I10 leak", "at first " + then + ", now " + instance.figures());
      }
      var heap = heap(i);
      if (heap > heapBefore.get(i) + MORE_MB) {
        findings.add(
            "I10 leak", "live heap at first %.1f MB, now %.1f".formatted(heapBefore.get(i), heap));
      }
    }
    try {
      Await.until(LIMIT, "no transaction is left open", () -> openTransactions() == 0);
    } catch (org.awaitility.core.ConditionTimeoutException left) {
      findings.add("I10 transactions", "some are left open");
    }
    site.diedAtStart().forEach(one -> findings.add("I10 died at its start", one));
    var errors = site.instances().stream().flatMap(one -> one.errors().stream()).toList();
    errors.stream().skip(errorsTold).forEach(line -> findings.add("I9 logged as an error", line));
    errorsTold = errors.size();
  }

  private static boolean isBack(Instance.Figures before, Instance.Figures now) {
    return now.threads() <= before.threads() + MORE_THREADS
        && now.files() <= before.files() + MORE_FILES;
  }

  private double heap(int instance) throws Exception {
    return gauges.read(instance).get(Figure.HEAP);
  }

  private long openTransactions() throws SQLException {
    return site.database()
        .number(
            """
            SELECT count(*) FROM pg_stat_activity
            WHERE usename = 'holdfast' AND now() - xact_start > interval '1 s'""");
  }
}
