package io.holdfast.drill;

import static java.time.Duration.ofSeconds;

import java.util.List;
import java.util.stream.Stream;

/** The service halted between two steps of a transaction, with either way of running one. */
final class FailpointFaults {

  private FailpointFaults() {}

  static List<Fault> all() {
    return Stream.of("combining", "pessimistic")
        .flatMap(
            strategy ->
                Stream.of(Failpoint.values())
                    .map(
                        point ->
                            Fault.of(
                                    "halt-" + point.label() + "-" + strategy,
                                    "an instance is halted when its transaction is "
                                        + point.label()
                                        + ", strategy "
                                        + strategy,
                                    round -> halt(round, point))
                                .on(Setup.PLAIN.withFailpoints(strategy))))
        .toList();
  }

  private static long halt(Round round, Failpoint point) throws Exception {
    var number = round.random().nextInt(2);
    var victim = round.site().instance(number);
    point.arm(round.site(), number);
    try {
      Await.until(ofSeconds(30), "it is halted", () -> !victim.isAlive());
    } finally {
      point.disarm(round.site(), number);
    }
    var halted = System.nanoTime();
    victim.start();
    return halted;
  }
}
