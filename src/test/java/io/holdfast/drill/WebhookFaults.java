package io.holdfast.drill;

import static java.time.Duration.ofSeconds;

import java.util.List;

/** What happens between the service and those who are sent its events. */
final class WebhookFaults {

  private WebhookFaults() {}

  static List<Fault> all() {
    return List.of(
        Fault.of(
            "receiver-slow", "a webhook's receiver takes 2 s for each answer", WebhookFaults::slow),
        Fault.of(
            "receiver-refuses",
            "a webhook's receiver answers 500 for 3 s, and for ever to one event",
            WebhookFaults::refuse),
        Fault.of(
            "kill-9-publishing",
            "an instance is killed after an event was delivered and before that is on record",
            WebhookFaults::kill));
  }

  private static long slow(Round round) throws Exception {
    var receiver = Receiver.open(round);
    receiver.pause(ofSeconds(2));
    Round.lastFor(ofSeconds(5));
    receiver.pause(ofSeconds(0));
    return System.nanoTime();
  }

  private static long refuse(Round round) throws Exception {
    var receiver = Receiver.open(round);
    receiver.refuse(true);
    Round.lastFor(ofSeconds(3));
    receiver.refuse(false);
    receiver.poisonNext();
    return System.nanoTime();
  }

  /** Who delivers is not known: whoever it is, one of the two dies with a delivery under way. */
  private static long kill(Round round) throws Exception {
    var receiver = Receiver.open(round);
    var victim = round.anInstance();
    receiver.atNext(victim::kill9);
    Await.until(ofSeconds(30), "it is killed", () -> !victim.isAlive());
    var killed = System.nanoTime();
    victim.start();
    return killed;
  }
}
