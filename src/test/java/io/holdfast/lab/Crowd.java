package io.holdfast.lab;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What a crowd of buyers came to, by their own account; the seller's books are not asked.
 *
 * @param returns how often buyers had to come back before they had an answer, all together
 * @param selling from the common start to the last accepted order
 * @param answers how long each buyer took to the final answer, ascending
 */
record Crowd(int accepted, int returns, Duration selling, List<Duration> answers) {

  /** One buyer's visit; {@code accepted} where the order was. */
  record Visit(boolean accepted, int returns) {}

  /** Decides one order. */
  interface Seller {
    Visit sell() throws Exception;
  }

  private record Timed(Visit visit, long start, long end) {}

  /** Lets the buyers in, as many at a time as there are doors. */
  static Crowd letIn(int buyers, int doors, Seller seller) throws Exception {
    var left = new AtomicInteger(buyers);
    var visits = Race.run(doors, () -> serve(left, seller)).stream().flatMap(List::stream).toList();
    var start = visits.stream().mapToLong(Timed::start).min().orElseThrow();
    var accepted = visits.stream().filter(timed -> timed.visit().accepted()).toList();
    var end = accepted.stream().mapToLong(Timed::end).max().orElse(start);
    return new Crowd(
        accepted.size(),
        visits.stream().mapToInt(timed -> timed.visit().returns()).sum(),
        Duration.ofNanos(end - start),
        visits.stream()
            .map(timed -> Duration.ofNanos(timed.end() - timed.start()))
            .sorted()
            .toList());
  }

  private static List<Timed> serve(AtomicInteger left, Seller seller) throws Exception {
    var served = new ArrayList<Timed>();
    while (left.getAndDecrement() > 0) {
      var start = System.nanoTime();
      var visit = seller.sell();
      served.add(new Timed(visit, start, System.nanoTime()));
    }
    return served;
  }

  double ordersPerSecond() {
    return accepted / (selling.toNanos() / 1e9);
  }

  /** The answer time that so many percent of the buyers stay within, in milliseconds. */
  double millis(int percent) {
    var rank = (int) Math.ceil(answers.size() * percent / 100.0);
    return answers.get(rank - 1).toNanos() / 1e6;
  }
}
