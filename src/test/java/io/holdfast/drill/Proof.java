package io.holdfast.drill;

import static java.time.Duration.ofSeconds;

import com.fasterxml.jackson.databind.JsonNode;
import io.holdfast.drill.Operation.Kind;
import java.net.http.HttpHeaders;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * The harness before it is trusted: lies are told to it about a shop where nothing went wrong, and
 * it has to find each one. Each is taken back before the next is told, so none is found because of
 * another.
 */
final class Proof {

  /** A lie, and as what it must be found. */
  private record Lie(String what, String found, Telling telling) {}

  /** Tells it to whoever has to find it. */
  private interface Telling {
    void to(Findings found, Proof about) throws Exception;
  }

  static final String SHOP = "proof";

  /** How long is waited for what does not come. */
  private static final Duration IN_VAIN = ofSeconds(2);

  private static final String SOME_ORDER =
      "(SELECT id FROM orders WHERE shop = 'proof' AND status = 'CONFIRMED' LIMIT 1)";

  private static final List<Lie> LIES =
      List.of(
          new Lie(
              "an acknowledged order is gone",
              Findings.LOST,
              inTable("orders", "DELETE FROM orders WHERE shop = 'proof' AND id = " + SOME_ORDER)),
          new Lie(
              "an order is there twice",
              Findings.DUPLICATED,
              inTable(
                  "orders",
                  """
                  INSERT INTO orders (shop, id, status, reference, version, created_at, updated_at)
                  SELECT shop, gen_random_uuid(), status, reference, version, created_at, updated_at
                  FROM orders WHERE shop = 'proof' AND id = %s"""
                      .formatted(SOME_ORDER))),
          new Lie(
              "more is promised than there is",
              Findings.OVERSOLD,
              // As a backorder, or a constraint of the table would forbid the lie itself.
              inTable(
                  "stock_level",
                  "UPDATE stock_level SET on_hand = on_hand - 1, backorder_limit = 1"
                      + " WHERE shop = 'proof' AND sku = 'scarce'")),
          new Lie(
              "units stay unsold",
              "unsold",
              inTable(
                  "stock_level",
                  "UPDATE stock_level SET reserved = reserved - 1"
                      + " WHERE shop = 'proof' AND sku = 'scarce'")),
          new Lie(
              "a confirmed order is cancelled by nobody",
              "I5 another end than told",
              inTable(
                  "orders",
                  "UPDATE orders SET status = 'CANCELLED' WHERE shop = 'proof' AND id = "
                      + SOME_ORDER)),
          new Lie(
              "a hold never ends",
              "I5 hold without end",
              inTable(
                  "orders",
                  "UPDATE orders SET status = 'HELD' WHERE shop = 'proof' AND id = " + SOME_ORDER,
                  IN_VAIN)),
          new Lie(
              "a delivery is not in the stock",
              "I2 another stock than told",
              inTable(
                  "stock_level",
                  "UPDATE stock_level SET on_hand = on_hand + 1"
                      + " WHERE shop = 'proof' AND sku = 'hot-0'")),
          new Lie(
              "a change has no movement",
              "the books",
              inTable(
                  "stock_level",
                  "UPDATE stock_level SET version = version + 1"
                      + " WHERE shop = 'proof' AND sku = 'hot-1'")),
          new Lie(
              "an order has a step without an event",
              "I6 events of an order",
              inTable(
                  "orders",
                  "UPDATE orders SET version = version + 1 WHERE shop = 'proof' AND id = "
                      + SOME_ORDER)),
          new Lie(
              "an event is in no batch, so that nobody reads it",
              "I6 events missing",
              inTable(
                  "event",
                  """
                  INSERT INTO event (shop, batch_id, position, type, subject, data, at)
                  SELECT shop, gen_random_uuid(), position, type, subject, data, at
                  FROM event WHERE shop = 'proof' LIMIT 1""",
                  IN_VAIN)),
          new Lie(
              "keys answer something else",
              "I7 another answer",
              inTable(
                  "idempotency_record",
                  "UPDATE idempotency_record SET body = '{}' WHERE shop = 'proof'")),
          new Lie(
              "an event is read twice",
              "I6 an event twice",
              asRead(events -> events.add(events.get(0)))),
          new Lie(
              "events are read in another order",
              "I6 events out of order",
              asRead(Collections::reverse)),
          new Lie(
              "who came later had an older version",
              "I8 an older version",
              asAnswered(Books::versionsFollowTime, adjusted(3), adjusted(2))),
          new Lie(
              "a confirm and a cancel both ended a hold",
              "I5 ended twice",
              asAnswered(Books::endsOnce, step(Kind.CONFIRM, 1), step(Kind.CANCEL, 1))),
          new Lie(
              "an order is confirmed after it was cancelled",
              "I5 ended twice",
              asAnswered(Books::endsOnce, step(Kind.CANCEL, 2), step(Kind.CONFIRM, 1))),
          new Lie(
              "two confirms changed an order",
              "I5 ended twice",
              asAnswered(Books::endsOnce, step(Kind.CONFIRM, 1), step(Kind.CONFIRM, 2))),
          new Lie(
              "one key was answered in two ways",
              "I7 one key",
              (found, about) -> SameMoment.sameForAll(Set.of("{}", "{\"id\":1}"), found)),
          new Lie("an instance keeps threads", "I10 leak", held(then -> then.less(100, 0, 0))),
          new Lie("an instance keeps files", "I10 leak", held(then -> then.less(0, 100, 0))),
          new Lie("an instance keeps memory", "I10 heap", held(then -> then.less(0, 0, 100))),
          new Lie("a transaction is left open", "I10 transactions", inOpenTransaction()),
          new Lie("a refusal does not say when to come back", "no Retry-After", byStranger(503)),
          new Lie("an instance has no answer", "status 500", byStranger(500)));

  private final Site site;
  private final Clients clients;
  private final List<Operation> operations;
  private final long seed;
  private final List<JsonNode> events;

  /** A shop after some operations of which all went well. */
  private Proof(Site site, long seed) throws Exception {
    this.site = site;
    this.seed = seed;
    var findings = new Findings();
    clients = new Clients(site, SHOP, findings);
    var load = new Load(clients, seed);
    Round.stock(clients);
    load.start();
    Await.until(ofSeconds(60), "some operations", () -> load.answered() >= 150);
    load.stop();
    load.settle(findings);
    operations = load.operations();
    events = check(findings, Books.PATIENCE);
    if (!findings.isEmpty()) {
      throw new IllegalStateException("found before any lie: " + findings.told());
    }
  }

  /** The lies that were not found. */
  static List<String> overlooked(Site site, long seed) throws Exception {
    var proof = new Proof(site, seed);
    var overlooked = new ArrayList<String>();
    for (var lie : LIES) {
      var found = new Findings();
      lie.telling().to(found, proof);
      if (found.count(lie.found()) == 0) {
        overlooked.add(lie.what());
      }
    }
    var left = new Findings();
    proof.check(left, Books.PATIENCE);
    if (!left.isEmpty()) {
      throw new IllegalStateException("found after all lies were taken back: " + left.told());
    }
    return overlooked;
  }

  static int lies() {
    return LIES.size();
  }

  private List<JsonNode> check(Findings found, Duration patience) throws Exception {
    return new Books(site, clients, operations, found, patience).check(new Random(seed));
  }

  private static Telling inTable(String table, String sql) {
    return inTable(table, sql, Books.PATIENCE);
  }

  /** What a table says of the shop is changed, and afterwards what it said before. */
  private static Telling inTable(String table, String sql, Duration patience) {
    return (found, about) -> {
      try (var connection = about.site.database().connect();
          var statement = connection.createStatement()) {
        statement.execute(
            "CREATE TEMP TABLE truth AS SELECT * FROM %s WHERE shop = 'proof'".formatted(table));
        if (statement.executeUpdate(sql) == 0) {
          throw new IllegalStateException("nothing to lie about: " + sql);
        }
        about.check(found, patience);
        connection.setAutoCommit(false);
        statement.execute("DELETE FROM %s WHERE shop = 'proof'".formatted(table));
        statement.execute("INSERT INTO %s SELECT * FROM truth".formatted(table));
        connection.commit();
      }
    };
  }

  /** A reader of the events was told something else. */
  private static Telling asRead(Consumer<List<JsonNode>> change) {
    return (found, about) -> {
      var read = new ArrayList<>(about.events);
      change.accept(read);
      try (var connection = about.site.database().connect()) {
        new EventCheck(about.site, about.clients, found, IN_VAIN)
            .compare(StoredShop.read(connection, SHOP), read);
      }
    };
  }

  /** Clients had these answers, one after the other, and nobody had any other. */
  private static Telling asAnswered(Consumer<Books> judge, Operation... answered) {
    return (found, about) ->
        judge.accept(new Books(about.site, about.clients, List.of(answered), found));
  }

  /** Each instance was another one before. */
  private static Telling held(UnaryOperator<Vitals.Held> then) {
    return (found, about) -> new Vitals(about.site, IN_VAIN, then).check(found);
  }

  private static Telling inOpenTransaction() {
    return (found, about) -> {
      try (var connection = about.site.database().connect("holdfast", "holdfast");
          var statement = connection.createStatement()) {
        connection.setAutoCommit(false);
        statement.execute("SELECT 1");
        var vitals = new Vitals(about.site, IN_VAIN, then -> then);
        // What has just begun is not counted.
        Await.until(ofSeconds(10), "it lasts", () -> vitals.openTransactions() > 0);
        vitals.check(found);
      }
    };
  }

  private static Operation adjusted(int version) {
    var sku = Load.HOT.get(0);
    return answered(Operation.adjust("a", sku, 1), "{\"levelVersion\":%d}".formatted(version));
  }

  private static Operation step(Kind kind, int version) {
    return answered(Operation.step(kind, "s", "an-order"), "{\"version\":%d}".formatted(version));
  }

  private static Operation answered(Operation operation, String body) {
    operation.begin();
    operation.end(new Http.Answer(200, HttpHeaders.of(Map.of(), (name, value) -> true), body));
    return operation;
  }

  private static Telling byStranger(int status) {
    return (found, about) -> {
      try (var stranger = new Stranger(about.site, status)) {
        new Clients(about.site, SHOP, found)
            .ask(
                Operation.place("a", Operation.line(Load.PROBE, 1), ""),
                stranger.instance(),
                Http.PATIENCE);
      }
    };
  }
}
