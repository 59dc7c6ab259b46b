package io.holdfast.drill;

import static java.time.Duration.ofSeconds;

import java.util.List;

/** What happens to a process of the service. */
final class ServiceFaults {

  /** Orders in the time that a JVM needs to start, at the least. */
  private static final int SOME = 20;

  private ServiceFaults() {}

  static List<Fault> all() {
    return List.of(
        Fault.of("kill-9", "an instance is killed and started again", ServiceFaults::kill)
            .rounds(100)
            .inShortRuns(),
        Fault.of(
                "kill-9-at-commit",
                "an instance is killed between a COMMIT's effect and its answer",
                ServiceFaults::killAtCommit)
            .rounds(10)
            .inShortRuns(),
        Fault.of("sigterm", "an instance is told to stop, and started again", ServiceFaults::stop)
            .rounds(20)
            .within(20),
        Fault.of(
                "rolling-restart",
                "one instance after the other is told to stop and started again",
                ServiceFaults::restartAll)
            .rounds(20)
            .within(20),
        Fault.of(
                "zombie",
                "an instance is paused for 65 s, longer than a request may take or a lease lasts, and"
                    + " goes on",
                ServiceFaults::pause)
            .within(15),
        Fault.of("one-key", "a hundred requests under one key at once", SameMoment::oneKey)
            .inShortRuns(),
        Fault.of(
                "hold-ends",
                "confirm, cancel and expiry of twenty holds at one moment",
                SameMoment::endsOfHolds)
            .inShortRuns());
  }

  private static long kill(Round round) {
    round.atSomeMoment();
    return restart(round.anInstance());
  }

  private static long restart(Instance instance) {
    instance.kill9();
    var killed = System.nanoTime();
    instance.start();
    return killed;
  }

  /** The COMMIT has to be the victim's own: another one's answer would arrive all the same. */
  private static long killAtCommit(Round round) {
    var number = round.random().nextInt(2);
    var victim = round.site().instance(number);
    round
        .site()
        .proxy()
        .arm(
            CommitFault.RUN_BEFORE_REPLY,
            Site.applicationName(number),
            "INSERT INTO orders",
            victim::kill9);
    Await.until(ofSeconds(30), "a COMMIT of an order", () -> !victim.isAlive());
    var killed = System.nanoTime();
    victim.start();
    return killed;
  }

  private static long stop(Round round) {
    return stop(round, round.anInstance());
  }

  /** The process is another one afterwards, and may not be ready yet. */
  static long stop(Round round, Instance instance) {
    var told = System.nanoTime();
    if (instance.terminate() != 143) {
      round.findings().add("I10 exit code", "after SIGTERM");
    }
    instance.start();
    return told;
  }

  /** As a deployment does: the next one stops when the one before is ready, and one sells. */
  private static long restartAll(Round round) {
    var told = 0L;
    for (var instance : round.site().instances()) {
      var before = round.load().answered();
      told = stop(round, instance);
      round.site().awaitReady(instance);
      if (round.load().answered() - before < SOME) {
        round.findings().add("I10 nobody sells", "while " + instance.base() + " restarts");
      }
    }
    return told;
  }

  private static long pause(Round round) throws Exception {
    var instance = round.anInstance();
    round.atSomeMoment();
    instance.signal("STOP");
    try {
      Round.lastFor(ofSeconds(65));
    } finally {
      instance.signal("CONT");
    }
    return System.nanoTime();
  }
}
