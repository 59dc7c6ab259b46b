package io.holdfast.drill;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
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
    if (bodies.size() != 1) {
      round.findings().add("I7 one key", bodies.toString());
    }
    return System.nanoTime();
  }

  /** Each hold ends once; who comes too late is told so. */
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
        for (var kind : List.of(Operation.Kind.CONFIRM, Operation.Kind.CANCEL)) {
          steps.add(Operation.step(kind, kind + "-" + hold.key(), Orders.id(hold)));
        }
      }
    }
    steps.forEach(round.load()::add);
    var first = holds.get(0).started();
    Round.lastFor(
        Duration.ofMillis(950 + round.random().nextInt(100)).minusNanos(System.nanoTime() - first));
    Parallel.forEach(2 * HOLDS, steps, (i, step) -> round.clients().insist(step, i, LIMIT));
    var both = new HashSet<String>();
    for (var step : steps) {
      // A confirmed order may be cancelled; a cancelled one not be confirmed.
      if (step.isAcknowledged()
          && step.kind() == Operation.Kind.CONFIRM
          && !both.add(step.subject())) {
        round.findings().add("I5 confirmed twice", step.toString());
      }
    }
    return System.nanoTime();
  }
}
