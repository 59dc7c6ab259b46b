package io.holdfast.drill;

import com.fasterxml.jackson.databind.JsonNode;
import io.holdfast.drill.Operation.Kind;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Compares what clients were told with what is there, after all of them were told something: the
 * invariants of the reliability page, by number in the names of what is found.
 */
final class Books {

  /** How long the last holds and events may take. */
  static final Duration PATIENCE = Duration.ofSeconds(30);

  private static final int SAMPLE = 60;

  private final Site site;
  private final Clients clients;
  private final List<Operation> operations;
  private final Findings findings;
  private final Duration patience;

  Books(Site site, Clients clients, List<Operation> operations, Findings findings) {
    this(site, clients, operations, findings, PATIENCE);
  }

  Books(
      Site site,
      Clients clients,
      List<Operation> operations,
      Findings findings,
      Duration patience) {
    this.site = site;
    this.clients = clients;
    this.operations = operations;
    this.findings = findings;
    this.patience = patience;
  }

  /** The events of the shop, in the order of their stream. */
  List<JsonNode> check(Random random) throws Exception {
    awaitEndOfHolds();
    StoredShop stored;
    try (var connection = site.database().connect()) {
      stored = StoredShop.read(connection, clients.shop());
    }
    acknowledgedIsThere(stored);
    thereIsAcknowledged(stored);
    endsAsTold(stored);
    endsOnce();
    stockIsExact(stored);
    versionsFollowTime();
    booksBalance();
    replaysAnswerTheSame(random);
    return new EventCheck(site, clients, findings, patience).check(stored);
  }

  private void awaitEndOfHolds() {
    var shop = clients.shop();
    try {
      Await.until(
          patience,
          "all holds have ended",
          () ->
              site.database()
                      .number(
                          "SELECT count(*) FROM orders WHERE status = 'HELD' AND shop = '%s'"
                              .formatted(shop))
                  == 0);
    } catch (org.awaitility.core.ConditionTimeoutException tooLong) {
      findings.add("I5 hold without end", shop);
    }
  }

  /** I3, I4: whole, once, as answered. */
  private void acknowledgedIsThere(StoredShop stored) {
    for (var operation : acknowledged()) {
      var answer = operation.answer().body();
      if (!answer.equals(stored.keys().get(operation.key()))) {
        findings.add(
            Findings.LOST,
            "%s was answered %s, on record is %s"
                .formatted(operation, answer, stored.keys().get(operation.key())));
      }
      if (operation.kind() == Kind.PLACE) {
        var order = stored.orders().get(Orders.id(operation));
        var units = 0L;
        for (var line : Orders.json(answer).get("lines")) {
          units += line.get("requested").longValue();
        }
        if (order == null || !order.reference().equals(operation.key()) || order.units() != units) {
          findings.add(Findings.LOST, operation + " is stored as " + order);
        }
      } else if (operation.kind() == Kind.ADJUST) {
        var movement = Orders.json(answer);
        var delta =
            stored
                .movements()
                .get(movement.get("sku").textValue() + ":" + movement.get("levelVersion"));
        if (delta == null || delta != movement.get("onHandDelta").longValue()) {
          findings.add(Findings.LOST, operation + " is in the ledger as " + delta);
        }
      }
    }
  }

  /** The other way round: everything was asked for, has an answer, and there is no more of it. */
  private void thereIsAcknowledged(StoredShop stored) {
    var keys = acknowledged().stream().map(Operation::key).collect(Collectors.toSet());
    Set<String> references = new HashSet<>();
    stored
        .orders()
        .forEach(
            (id, order) -> {
              if (!keys.contains(order.reference())) {
                findings.add(Findings.DUPLICATED, "nobody was told of " + id + " " + order);
              }
              if (!references.add(order.reference())) {
                findings.add(Findings.DUPLICATED, "twice: " + id + " " + order);
              }
            });
    var adjustments =
        acknowledged().stream().filter(operation -> operation.kind() == Kind.ADJUST).count();
    if (stored.movements().size() != adjustments) {
      findings.add(
          Findings.DUPLICATED,
          "%d adjustments in the ledger, %d acknowledged"
              .formatted(stored.movements().size(), adjustments));
    }
  }

  /** I5: what ended each hold, confirm, cancel or expiry, is what its callers were told. */
  private void endsAsTold(StoredShop stored) {
    var confirmed = steps(Kind.CONFIRM);
    var cancelled = steps(Kind.CANCEL);
    for (var operation : acknowledged()) {
      if (operation.kind() != Kind.PLACE) {
        continue;
      }
      var id = Orders.id(operation);
      var held = operation.body().contains("\"hold\"");
      var order = stored.orders().get(id);
      if (order == null) {
        continue;
      }
      var expected =
          cancelled.contains(id)
              ? "CANCELLED"
              : !held || confirmed.contains(id) ? "CONFIRMED" : "EXPIRED";
      if (!order.status().equals(expected)) {
        findings.add("I5 another end than told", "%s is %s, not %s".formatted(id, order, expected));
      }
    }
  }

  /** The orders of which such a step was acknowledged. */
  private Set<String> steps(Kind kind) {
    return acknowledged().stream()
        .filter(operation -> operation.kind() == kind)
        .map(Operation::subject)
        .collect(Collectors.toSet());
  }

  /**
   * I5: one step confirmed an order and one cancelled it, in this order. Who asks for what has
   * happened already is answered with the version that it made.
   */
  void endsOnce() {
    var steps =
        acknowledged().stream()
            .filter(step -> step.kind() == Kind.CONFIRM || step.kind() == Kind.CANCEL)
            .collect(Collectors.groupingBy(Operation::subject));
    for (var ofOrder : steps.values()) {
      for (var one : ofOrder) {
        for (var other : ofOrder) {
          if (one.kind() == other.kind()
              ? version(one) > version(other)
              : one.kind() == Kind.CONFIRM
                  && (version(one) >= version(other) || one.started() > other.ended())) {
            findings.add(
                "I5 ended twice",
                "%s made version %d, %s version %d"
                    .formatted(one, version(one), other, version(other)));
          }
        }
      }
    }
  }

  /** I1, and exactly N. */
  private void stockIsExact(StoredShop stored) {
    stored.oversold().forEach(level -> findings.add(Findings.OVERSOLD, level));
    Map<String, Long> onHand = new HashMap<>();
    for (var operation : acknowledged()) {
      if (operation.kind() == Kind.ADJUST) {
        onHand.merge(
            operation.subject(),
            Orders.json(operation.answer().body()).get("onHandDelta").longValue(),
            Long::sum);
      }
    }
    for (var sku : Load.HOT) {
      var level = stored.levels().get(sku);
      var expected = Load.UNITS + onHand.getOrDefault(sku, 0L);
      if (level == null || level.onHand() != expected) {
        findings.add("I2 another stock than told", sku + " " + level + ", not " + expected);
      }
    }
    var scarce = stored.levels().get(Load.SCARCE);
    if (scarce == null || scarce.reserved() < Load.SCARCE_UNITS) {
      findings.add("unsold", "buyers were refused while there was " + scarce);
    }
  }

  /** I8: who began after another had an answer made a later version. */
  void versionsFollowTime() {
    for (var sku : Load.HOT) {
      var adjustments =
          acknowledged().stream()
              .filter(operation -> operation.kind() == Kind.ADJUST)
              .filter(operation -> operation.subject().equals(sku))
              .toList();
      var byEnd = adjustments.stream().sorted(Comparator.comparing(Operation::ended)).toList();
      var byStart = adjustments.stream().sorted(Comparator.comparing(Operation::started)).toList();
      var ended = 0;
      var newest = 0L;
      for (var operation : byStart) {
        while (ended < byEnd.size() && byEnd.get(ended).ended() < operation.started()) {
          newest = Math.max(newest, version(byEnd.get(ended++)));
        }
        if (version(operation) <= newest) {
          findings.add("I8 an older version", operation + " after version " + newest);
        }
      }
    }
  }

  /** The version that it made: of a level if it is an adjustment, else of an order. */
  private static long version(Operation operation) {
    var name = operation.kind() == Kind.ADJUST ? "levelVersion" : "version";
    return Orders.json(operation.answer().body()).get(name).longValue();
  }

  /** I1, I2, I4, I5, I6 and the gaps of I8, as the service itself sees them. */
  private void booksBalance() {
    var report = clients.write("/api/v1/invariants/check", "").body();
    if (!Orders.json(report).get("ok").booleanValue()) {
      findings.add("the books", report);
    }
  }

  /** I7: all of which there was doubt, and a sample of the others. */
  private void replaysAnswerTheSame(Random random) throws Exception {
    var byDoubt = acknowledged().stream().collect(Collectors.partitioningBy(Operation::isDoubtful));
    var others = new ArrayList<>(byDoubt.get(false));
    Collections.shuffle(others, random);
    var chosen = new ArrayList<>(byDoubt.get(true));
    chosen.addAll(others.subList(0, Math.min(SAMPLE, others.size())));
    Parallel.forEach(
        Load.CLIENTS,
        chosen,
        (i, operation) -> {
          var replay = replay(operation, i);
          var told = operation.answer();
          if (replay.status() != told.status() || !replay.body().equals(told.body())) {
            findings.add(
                "I7 another answer",
                "%s: %s, at first %s".formatted(operation, replay.body(), told.body()));
          }
        });
  }

  private Http.Answer replay(Operation operation, int first) throws IOException {
    for (var i = first; ; i++) {
      var answer = clients.send(operation, site.instance(i), Http.PATIENCE);
      if (answer.status() != 503 || i > first + 100) {
        return answer;
      }
    }
  }

  private List<Operation> acknowledged() {
    return operations.stream().filter(Operation::isAcknowledged).toList();
  }
}
