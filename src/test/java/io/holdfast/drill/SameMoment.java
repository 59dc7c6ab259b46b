package io.holdfast.drill;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;

/** Many who want the same thing at the same moment. */
final class SameMoment {

  private static final int REQUESTS = 100;
  private static final int HOLDS = 20;
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private SameMoment() {}

  /** All are given the same order. */
  static long oneKey(Round round) throws Exception {
    var operation = Operation.place("one", Operation.line(Load.HOT.get(0), 1), "");
    round.load().add(operation);
    operation.begin();
    var bodies = ConcurrentHashMap.<String>newKeySet();
    var gate = new CountDownLatch(REQUESTS);
    Parallel.forEach(
        REQUESTS,
        Collections.nCopies(REQUESTS, operation),
        (i, same) -> {
          gate.countDown();
          gate.await();
          // An operation is one thread's: each asks with one of its own under the same key.
          var mine = Operation.place("one", Operation.line(Load.HOT.get(0), 1), "");
          if (round.clients().insist(mine, i, LIMIT)) {
            bodies.add(mine.answer().body());
          }
        });
    sameForAll(bodies, round.findings());
    return System.nanoTime();
  }

  /** What all who used one key were answered is one thing. */
  static void sameForAll(Set<String> bodies, Findings findings) {
    if (bodies.size() != 1) {
      findings.add("I7 one key", bodies.toString());
    }
  }

  /** Each hold ends once, and who comes too late is told so: the books judge the answers. */
  static long endsOfHolds(Round round) throws Exception {
    var holds = new ArrayList<Operation>();
    for (var i = 0; i < HOLDS; i++) {
      var hold =
          Operation.place(
              "hold-" + i, Operation.line(Load.HOT.get(0), 1), ",\"hold\":{\"seconds\":1}");
      round.load().add(hold);
      holds.add(hold);
    }
    Parallel.forEach(HOLDS, holds, (i, hold) -> round.clients().insist(hold, i, LIMIT));
    var steps = new ArrayList<Operation>();
    for (var hold : holds) {
      if (hold.isAcknowledged()) {
        var id = Orders.id(hold);
        steps.add(Operation.step(Operation.Kind.CONFIRM, "confirm-" + hold.key(), id));
        steps.add(Operation.step(Operation.Kind.CONFIRM, "again-" + hold.key(), id));
        steps.add(Operation.step(Operation.Kind.CANCEL, "cancel-" + hold.key(), id));
      }
    }
    steps.forEach(round.load()::add);
    var first = holds.get(0).started();
    Round.lastFor(
        Duration.ofMillis(950 + round.random().nextInt(100)).minusNanos(System.nanoTime() - first));
    Parallel.forEach(3 * HOLDS, steps, (i, step) -> round.clients().insist(step, i, LIMIT));
    return System.nanoTime();
  }
}
