package io.holdfast.drill;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** A fault under load, in a shop of its own, and the books afterwards. */
final class Round {

  /** What came of it. */
  record Result(int operations, int acknowledged, List<Duration> recovered) {}

  /** What is to be true of the shop's events in the end. */
  interface Afterwards {
    void on(List<JsonNode> events) throws Exception;
  }

  private static final int WARM = 60;
  private static final Duration LOAD_LIMIT = Duration.ofSeconds(60);

  private final Site site;
  private final Fault fault;
  private final Random random;
  private final Findings findings;
  private final Clients clients;
  private final Load load;
  private final List<Afterwards> afterwards = new ArrayList<>();

  Round(Site site, Fault fault, int number, long seed, Findings findings) {
    this.site = site;
    this.fault = fault;
    this.random = new Random(seed);
    this.findings = findings;
    this.clients = new Clients(site, fault.name() + "-" + number, findings);
    this.load = new Load(clients, seed);
  }

  /**
   * Runs it.
   *
   * @param patience what the fault's limit is multiplied by
   */
  Result run(int patience) throws Exception {
    stock(clients);
    var probes = new ArrayList<Probe>();
    for (var instance : site.instances()) {
      probes.add(new Probe(instance, "probe-" + probes.size(), clients, load));
    }
    load.start();
    probes.forEach(Probe::start);
    List<Duration> recovered;
    try {
      awaitMore(WARM);
      var since = fault.injection().into(this);
      recovered = probes.stream().flatMap(probe -> recovery(probe, since, patience)).toList();
      awaitMore(WARM);
    } finally {
      load.stop();
      for (var probe : probes) {
        probe.stop();
      }
    }
    load.settle(findings);
    var operations = load.operations();
    var events = new Books(site, clients, operations, findings).check(random);
    for (var check : afterwards) {
      check.on(events);
    }
    return new Result(
        operations.size(),
        (int) operations.stream().filter(Operation::isAcknowledged).count(),
        recovered);
  }

  /** Lets pools and caches fill while nothing goes wrong; or says what does. */
  static Result calm(Site site, long seed) throws Exception {
    var findings = new Findings();
    var calm = Fault.of("calm", "nothing", round -> System.nanoTime()).within(60);
    var result = new Round(site, calm, 0, seed, findings).run(1);
    if (!findings.isEmpty()) {
      throw new IllegalStateException("without any fault: " + findings.told());
    }
    return result;
  }

  static void stock(Clients clients) {
    for (var sku : Stream.concat(Load.HOT.stream(), Stream.of(Load.SCARCE, Load.PROBE)).toList()) {
      var units = sku.equals(Load.SCARCE) ? Load.SCARCE_UNITS : Load.UNITS;
      var item = "{\"sku\":\"%s\",\"name\":\"%1$s\",\"onHand\":%d}".formatted(sku, units);
      var answer = clients.write("/api/v1/items", item);
      // 409: it was asked for twice.
      if (!answer.isSuccess() && answer.status() != 409) {
        throw new IllegalStateException(answer.body());
      }
    }
  }

  private Stream<Duration> recovery(Probe probe, long since, int patience) {
    var limit = fault.limit().multipliedBy(patience);
    try {
      // Longer than allowed: how late it is, is worth knowing.
      Await.until(
          limit.multipliedBy(3), "it sells again", () -> probe.recoveredSince(since).isPresent());
    } catch (org.awaitility.core.ConditionTimeoutException never) {
      findings.add("I10 no recovery", "within " + limit.multipliedBy(3));
      return Stream.empty();
    }
    var took = probe.recoveredSince(since).orElseThrow();
    if (took.compareTo(limit) > 0) {
      findings.add("I10 late recovery", took + ", the limit is " + limit);
    }
    return Stream.of(took);
  }

  /** Waits until so many more operations are answered. */
  void awaitMore(int operations) {
    var enough = load.answered() + operations;
    Await.until(LOAD_LIMIT, "operations go on", () -> load.answered() >= enough);
  }

  void afterwards(Afterwards check) {
    afterwards.add(check);
  }

  Site site() {
    return site;
  }

  Clients clients() {
    return clients;
  }

  Load load() {
    return load;
  }

  Findings findings() {
    return findings;
  }

  Random random() {
    return random;
  }

  /** An instance, by chance. */
  Instance anInstance() {
    return site.instance(random.nextInt(2));
  }

  /** Lets the load go on for a while with the fault. */
  static void lastFor(Duration time) {
    LockSupport.parkNanos(time.toNanos());
  }

  /** A moment within half a second, so that no two rounds hit the same one. */
  void atSomeMoment() {
    LockSupport.parkNanos(MILLISECONDS.toNanos(random.nextInt(500)));
  }
}
