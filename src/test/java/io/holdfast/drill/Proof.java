package io.holdfast.drill;

import static java.time.Duration.ofSeconds;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * The harness before it is trusted: lies are told to it, one after the other, in the books of a
 * shop where nothing went wrong, and it has to find each one.
 */
final class Proof {

  /** What is changed behind everybody's back, and as what it must be found. */
  private record Lie(String what, String sql, String found) {}

  static final String SHOP = "proof";

  /** The order that is there twice has no lines, and nobody would miss it. */
  private static final String SOME_ORDER =
      "(SELECT o.id FROM orders o JOIN order_line l ON l.shop = o.shop AND l.order_id = o.id"
          + " WHERE o.shop = 'proof' AND o.status = 'CONFIRMED' LIMIT 1)";

  private static final List<Lie> LIES =
      List.of(
          new Lie(
              "an acknowledged order is gone",
              "DELETE FROM orders WHERE shop = 'proof' AND id = " + SOME_ORDER,
              Findings.LOST),
          new Lie(
              "an order is there twice",
              """
              INSERT INTO orders (shop, id, status, reference, version, created_at, updated_at)
              SELECT shop, gen_random_uuid(), status, reference, version, created_at, updated_at
              FROM orders WHERE shop = 'proof' AND id = %s"""
                  .formatted(SOME_ORDER),
              Findings.DUPLICATED),
          new Lie(
              "more is promised than there is",
              // As a backorder, or a constraint of the table would forbid the lie itself.
              "UPDATE stock_level SET on_hand = on_hand - 1, backorder_limit = 1"
                  + " WHERE shop = 'proof' AND sku = 'scarce'",
              Findings.OVERSOLD),
          new Lie(
              "units stay unsold",
              "UPDATE stock_level SET reserved = reserved - 1 WHERE shop = 'proof' AND sku = 'scarce'",
              "unsold"),
          new Lie(
              "a confirmed order is cancelled by nobody",
              "UPDATE orders SET status = 'CANCELLED' WHERE shop = 'proof' AND id = " + SOME_ORDER,
              "I5 another end than told"),
          new Lie(
              "a delivery is not in the stock",
              "UPDATE stock_level SET on_hand = on_hand + 1 WHERE shop = 'proof' AND sku = 'hot-0'",
              "I2 another stock than told"),
          new Lie(
              "a change has no movement",
              "UPDATE stock_level SET version = version + 1 WHERE shop = 'proof' AND sku = 'hot-1'",
              "the books"),
          new Lie(
              "an order has a step without an event",
              "UPDATE orders SET version = version + 1 WHERE shop = 'proof' AND id = " + SOME_ORDER,
              "I6 events of an order"),
          new Lie(
              "keys answer something else",
              "UPDATE idempotency_record SET body = '{}' WHERE shop = 'proof'",
              "I7 another answer"));

  private Proof() {}

  /** The lies that were not found. */
  static List<String> overlooked(Site site, long seed) throws Exception {
    var findings = new Findings();
    var clients = new Clients(site, SHOP, findings);
    var load = new Load(clients, seed);
    Round.stock(clients);
    load.start();
    Await.until(ofSeconds(60), "some operations", () -> load.answered() >= 150);
    load.stop();
    load.settle(findings);
    new Books(site, clients, load.operations(), findings).check(new Random(seed));
    if (!findings.isEmpty()) {
      throw new IllegalStateException("found before any lie: " + findings.told());
    }
    var overlooked = new ArrayList<String>();
    for (var lie : LIES) {
      try (var connection = site.database().connect();
          var statement = connection.createStatement()) {
        if (statement.executeUpdate(lie.sql()) == 0) {
          throw new IllegalStateException("nothing to lie about: " + lie.what());
        }
      }
      var found = new Findings();
      new Books(site, clients, load.operations(), found).check(new Random(seed));
      if (found.count(lie.found()) == 0) {
        overlooked.add(lie.what());
      }
    }
    return overlooked;
  }

  static int lies() {
    return LIES.size();
  }
}
