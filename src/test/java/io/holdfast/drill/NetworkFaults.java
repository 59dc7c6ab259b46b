package io.holdfast.drill;

import static java.time.Duration.ofSeconds;

import java.util.List;

/** What happens between the service and PostgreSQL. */
final class NetworkFaults {

  private NetworkFaults() {}

  static List<Fault> all() {
    return List.of(
        Fault.of(
                "commit-reply-lost",
                "the answer to the COMMIT of an order is lost, the connection reset",
                round -> atCommit(round, CommitFault.LOSE_REPLY))
            .rounds(10)
            .inShortRuns(),
        Fault.of(
                "commit-cut",
                "the connection is reset before the COMMIT of an order arrives",
                round -> atCommit(round, CommitFault.CUT_BEFORE))
            .rounds(10)
            .inShortRuns(),
        Fault.of(
                "commit-reply-silence",
                "nothing comes back from the COMMIT of an order on, and nobody says so",
                round -> atCommit(round, CommitFault.SILENCE_REPLY))
            .within(15),
        Fault.of(
                "commit-late",
                "the COMMIT of an order is kept back for 3 s, longer than its deadline",
                round -> atCommit(round, CommitFault.DELAY))
            .within(15),
        Fault.of("black-hole", "no byte gets through for 12 s", NetworkFaults::blackHole)
            .rounds(10)
            .within(15),
        Fault.of(
                "dead-connections",
                "all connections fall silent, new ones work",
                NetworkFaults::silence)
            .within(15),
        Fault.of("reset", "all connections are reset", NetworkFaults::reset).rounds(10),
        Fault.of(
            "refused", "all connections are reset, new ones for 3 s too", NetworkFaults::refuse));
  }

  private static long atCommit(Round round, CommitFault fault) {
    var proxy = round.site().proxy();
    proxy.arm(fault, "INSERT INTO orders");
    Await.until(ofSeconds(30), "a COMMIT of an order", () -> !proxy.isArmed());
    return System.nanoTime();
  }

  private static long blackHole(Round round) {
    round.atSomeMoment();
    round.site().proxy().blackHole();
    try {
      Round.lastFor(ofSeconds(12));
    } finally {
      round.site().proxy().heal();
    }
    return System.nanoTime();
  }

  private static long silence(Round round) {
    round.atSomeMoment();
    round.site().proxy().silenceConnections();
    return System.nanoTime();
  }

  private static long reset(Round round) {
    round.atSomeMoment();
    round.site().proxy().reset();
    return System.nanoTime();
  }

  private static long refuse(Round round) {
    var proxy = round.site().proxy();
    proxy.refuse();
    proxy.reset();
    try {
      Round.lastFor(ofSeconds(3));
    } finally {
      proxy.heal();
    }
    return System.nanoTime();
  }
}
