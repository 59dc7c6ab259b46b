package io.holdfast.drill;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A part of a soak in a shop of its own: orders and adjustments, readers, somebody who follows the
 * events at each instance and somebody who is sent them; afterwards the books. Not thread-safe.
 */
final class SoakWindow {

  /** What was done, all of it accounted for. */
  record Result(int operations, int acknowledged, int reads) {}

  /** Of all calls. */
  private static final double WRITES = 0.7;

  private static final Duration LIMIT = Duration.ofSeconds(30);

  private final Site site;
  private final Findings findings;
  private final Random random;
  private final Clients clients;
  private final Load load;
  private final SoakReads reads;
  private final Receiver receiver;
  private final List<EventStream> streams = new ArrayList<>();
  private final List<Set<String>> followed = new ArrayList<>();

  private SoakWindow(Site site, String shop, int rate, long seed, Findings findings)
      throws Exception {
    this.site = site;
    this.findings = findings;
    random = new Random(seed);
    clients = new Clients(site, shop, findings);
    var pause = Load.CLIENTS * 1e9 / (rate * WRITES);
    load =
        new Load(clients, seed, (dice, took) -> (long) (pause * (0.5 + dice.nextDouble())) - took);
    reads = new SoakReads(clients, findings);
    Round.stock(clients);
    receiver = Receiver.open(clients);
    for (var instance : site.instances()) {
      Set<String> ids = ConcurrentHashMap.newKeySet();
      followed.add(ids);
      streams.add(EventStream.open(instance, shop, event -> ids.add(event.get("id").textValue())));
    }
  }

  /**
   * Begins.
   *
   * @param rate calls per second, reads included
   */
  static SoakWindow open(Site site, String shop, int rate, long seed, Findings findings)
      throws Exception {
    var window = new SoakWindow(site, shop, rate, seed, findings);
    window.load.start();
    window.reads.start(site, rate * (1 - WRITES), seed);
    return window;
  }

  /** Ends it, waits until all that was asked for has an answer, and checks the books. */
  Result close() throws Exception {
    var looked = reads.stop();
    load.stop();
    load.settle(findings);
    var operations = load.operations();
    var events = new Books(site, clients, operations, findings).check(random);
    receiver.check(events, findings);
    for (var i = 0; i < streams.size(); i++) {
      checkFollower(i, events);
    }
    return new Result(
        operations.size(),
        (int) operations.stream().filter(Operation::isAcknowledged).count(),
        looked);
  }

  private void checkFollower(int number, List<JsonNode> events) throws Exception {
    var ids = followed.get(number);
    try (var stream = streams.get(number)) {
      Await.until(LIMIT, "the follower has all events", () -> stream.read() >= events.size());
    } catch (org.awaitility.core.ConditionTimeoutException missing) {
      // Which of them is told below.
    }
    events.stream()
        .filter(event -> !ids.contains(event.get("id").textValue()))
        .forEach(event -> findings.add("I6 a follower", "was never told of " + event));
  }
}
