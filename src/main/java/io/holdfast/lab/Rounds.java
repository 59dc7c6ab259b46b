package io.holdfast.lab;

import io.holdfast.lab.EntrantResult.Status;
import io.holdfast.lab.Heat.Served;
import io.holdfast.lab.Visit.Outcome;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The rounds of one entrant, and what they come to together. Not thread-safe. */
final class Rounds {

  /**
   * One round.
   *
   * @param claimed units that the seller's own stock says are left, by SKU; empty while it runs
   */
  record Round(List<Served> served, Map<String, Long> claimed, long conflicts, long retries) {}

  private final String name;
  private final @Nullable Mistake mistake;
  private final RaceSettings settings;
  private final List<Round> rounds = new ArrayList<>();

  Rounds(String name, @Nullable Mistake mistake, RaceSettings settings) {
    this.name = name;
    this.mistake = mistake;
    this.settings = settings;
  }

  void add(Round round) {
    rounds.add(round);
  }

  /** The figures so far, with a round that has not ended. */
  EntrantResult running(Round current) {
    var all = new ArrayList<>(rounds);
    all.add(current);
    return result(all, Status.RUNNING, null);
  }

  /** The figures at the end. */
  EntrantResult ended(boolean complete, @Nullable String note) {
    var result = result(rounds, complete ? Status.FINISHED : Status.CUT_SHORT, note);
    return explained(result, Explanation.of(result, mistake, settings));
  }

  private EntrantResult result(List<Round> all, Status status, @Nullable String note) {
    var outcomes = new EnumMap<Outcome, Integer>(Outcome.class);
    var nanos = new ArrayList<Long>();
    long sold = 0;
    long oversold = 0;
    long undersold = 0;
    long offBy = 0;
    long conflicts = 0;
    long retries = 0;
    long returns = 0;
    long selling = 0;
    List<EntrantResult.Point> timeline = List.of();
    for (var round : all) {
      for (var each : round.served()) {
        outcomes.merge(each.visit().outcome(), 1, Integer::sum);
        nanos.add(each.end() - each.start());
        returns += each.visit().returns();
      }
      var soldOf = Figures.sold(round.served(), settings);
      sold += soldOf.values().stream().mapToLong(Long::longValue).sum();
      oversold += Figures.oversold(soldOf, settings);
      undersold +=
          status == Status.RUNNING ? 0 : Figures.undersold(soldOf, round.served(), settings);
      for (var claim : round.claimed().entrySet()) {
        var left = settings.stock() - soldOf.getOrDefault(claim.getKey(), 0L);
        offBy += claim.getValue() - left;
      }
      conflicts += round.conflicts();
      retries += round.retries();
      selling += Figures.selling(round.served());
      timeline = lower(timeline, Figures.timeline(soldOf, round.served(), settings));
    }
    Collections.sort(nanos);
    var orders = outcomes.getOrDefault(Outcome.SOLD, 0);
    return new EntrantResult(
        name,
        mistake != null,
        status,
        note,
        settings.buyers() * settings.rounds(),
        nanos.size(),
        orders,
        sold,
        outcomes.getOrDefault(Outcome.REFUSED, 0),
        outcomes.getOrDefault(Outcome.GAVE_UP, 0),
        oversold,
        undersold,
        offBy,
        conflicts,
        retries,
        returns,
        selling == 0 ? 0 : Math.round(orders / (selling / 1e10)) / 10.0,
        Figures.percentile(nanos, 50),
        Figures.percentile(nanos, 99),
        Figures.histogram(nanos),
        timeline,
        null);
  }

  /** The one that ends lower. */
  private static List<EntrantResult.Point> lower(
      List<EntrantResult.Point> one, List<EntrantResult.Point> other) {
    return one.isEmpty() || last(other) < last(one) ? other : one;
  }

  private static long last(List<EntrantResult.Point> points) {
    return points.get(points.size() - 1).left();
  }

  private static EntrantResult explained(EntrantResult of, String explanation) {
    return new EntrantResult(
        of.name(),
        of.mistake(),
        of.status(),
        of.note(),
        of.buyers(),
        of.served(),
        of.orders(),
        of.sold(),
        of.refused(),
        of.gaveUp(),
        of.oversold(),
        of.undersold(),
        of.booksOffBy(),
        of.conflicts(),
        of.retries(),
        of.returns(),
        of.ordersPerSecond(),
        of.p50Millis(),
        of.p99Millis(),
        of.latencies(),
        of.timeline(),
        explanation);
  }
}
