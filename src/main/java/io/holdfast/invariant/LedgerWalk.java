package io.holdfast.invariant;

import io.holdfast.platform.database.Transactions;
import io.holdfast.stock.Level;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Array;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.postgresql.PGStatement;

/**
 * Holds the levels of a shop against their ledgers, of which it reads only what came after a
 * checkpoint: a slice of levels at a time, each slice one short statement that sees one moment.
 * Locks no level. Thread-safe; two walks at once do no harm.
 */
@ApplicationScoped
class LedgerWalk {

  /** Levels per statement, and movements read of each. */
  static final int SLICE = 500;

  static final int STEP = 1_000;

  /** Movements read of a level that has more of them, per statement. */
  private static final int LONG_STEP = 100_000;

  private static final String NEXT = ">";
  private static final String THIS = "=";

  private static final String WALK =
      """
      SELECT l.sku, l.location, l.on_hand, l.reserved, l.version, l.backorder_limit,
        i.backorder_limit AS item_limit, coalesce(c.version, 0) AS from_version,
        coalesce(c.on_hand, 0) + m.on_hand AS ledger_on_hand,
        coalesce(c.reserved, 0) + m.reserved AS ledger_reserved,
        coalesce(m.last, c.version, 0) AS ledger_version, m.broken, m.counted = ? AS more
      FROM (
        SELECT * FROM stock_level WHERE shop = ? AND (sku, location) %s (?, ?)
        ORDER BY sku, location LIMIT ?) l
      JOIN item i ON i.shop = l.shop AND i.sku = l.sku
      LEFT JOIN ledger_checkpoint c
        ON c.shop = l.shop AND c.sku = l.sku AND c.location = l.location
      CROSS JOIN LATERAL (
        SELECT count(*) AS counted, max(version) AS last,
          coalesce(sum(on_hand_delta), 0)::int8 AS on_hand,
          coalesce(sum(reserved_delta), 0)::int8 AS reserved,
          min(version) FILTER (WHERE NOT follows) AS broken
        FROM (
          SELECT version, on_hand_delta, reserved_delta,
            version = lag(version, 1, coalesce(c.version, 0)) OVER history + 1
            AND on_hand_after
              = lag(on_hand_after, 1, coalesce(c.on_hand, 0)) OVER history + on_hand_delta
            AND reserved_after
              = lag(reserved_after, 1, coalesce(c.reserved, 0)) OVER history + reserved_delta
            AS follows
          FROM (
            SELECT * FROM stock_movement
            WHERE shop = l.shop AND sku = l.sku AND location = l.location
              AND version > coalesce(c.version, 0)
            ORDER BY version LIMIT ?) unread
          WINDOW history AS (ORDER BY version)) checked) m
      ORDER BY l.sku, l.location""";

  private static final String ADVANCE =
      """
      INSERT INTO ledger_checkpoint AS c (shop, sku, location, version, on_hand, reserved, checked_at)
      SELECT ?, verified.*, now()
      FROM unnest(?::text[], ?::text[], ?::int8[], ?::int8[], ?::int8[]) AS verified
      ON CONFLICT (shop, sku, location) DO UPDATE SET version = excluded.version,
        on_hand = excluded.on_hand, reserved = excluded.reserved, checked_at = excluded.checked_at
      WHERE c.version < excluded.version""";

  private final Transactions transactions;

  LedgerWalk(Transactions transactions) {
    this.transactions = transactions;
  }

  /**
   * Walks over all levels of a shop.
   *
   * @param afterSlice called after each slice
   */
  void walk(String shop, Findings findings, Runnable afterSlice) {
    var after = new Level("", "", 0, 0, 0);
    List<WalkedLevel> slice;
    do {
      var from = after;
      slice = transactions.read(connection -> advance(connection, shop, NEXT, from, SLICE, STEP));
      for (var level : slice) {
        after = level.counters();
        if (level.more() && level.sound()) {
          toTheEnd(shop, after.sku(), after.location(), afterSlice)
              .ifPresent(ended -> ended.report(findings));
        } else {
          level.report(findings);
        }
      }
      afterSlice.run();
    } while (slice.size() == SLICE);
  }

  /** Walks one level to the end of its ledger, or to where it breaks; empty where there is none. */
  Optional<WalkedLevel> toTheEnd(String shop, String sku, String location, Runnable afterStep) {
    var place = new Level(sku, location, 0, 0, 0);
    while (true) {
      var level =
          transactions
              .read(connection -> advance(connection, shop, THIS, place, 1, LONG_STEP))
              .stream()
              .findAny();
      if (level.filter(read -> read.more() && read.sound()).isEmpty()) {
        return level;
      }
      afterStep.run();
    }
  }

  /** What came after the checkpoint of one level, at this moment. */
  static Optional<WalkedLevel> read(Connection connection, String shop, String sku, String location)
      throws SQLException {
    var place = new Level(sku, location, 0, 0, 0);
    return select(connection, shop, THIS, place, 1, LONG_STEP).stream().findAny();
  }

  private static List<WalkedLevel> advance(
      Connection connection, String shop, String direction, Level place, int levels, int step)
      throws SQLException {
    var slice = select(connection, shop, direction, place, levels, step);
    var verified =
        slice.stream()
            .filter(level -> level.sound() && level.ledger().version() > level.checked())
            .map(WalkedLevel::ledger)
            .toList();
    if (!verified.isEmpty()) {
      moveCheckpoints(connection, shop, verified);
    }
    return slice;
  }

  private static List<WalkedLevel> select(
      Connection connection, String shop, String direction, Level place, int levels, int step)
      throws SQLException {
    try (var select = connection.prepareStatement(WALK.formatted(direction))) {
      // A plan that was kept from when the tables were small would read all of them.
      select.unwrap(PGStatement.class).setPrepareThreshold(0);
      select.setInt(1, step);
      select.setString(2, shop);
      select.setString(3, place.sku());
      select.setString(4, place.location());
      select.setInt(5, levels);
      select.setInt(6, step);
      try (var row = select.executeQuery()) {
        var slice = new ArrayList<WalkedLevel>();
        while (row.next()) {
          slice.add(WalkedLevel.from(row));
        }
        return slice;
      }
    }
  }

  private static void moveCheckpoints(Connection connection, String shop, List<Level> verified)
      throws SQLException {
    try (var upsert = connection.prepareStatement(ADVANCE)) {
      upsert.setString(1, shop);
      upsert.setArray(2, array(connection, "text", verified.stream().map(Level::sku)));
      upsert.setArray(3, array(connection, "text", verified.stream().map(Level::location)));
      upsert.setArray(4, array(connection, "int8", verified.stream().map(Level::version)));
      upsert.setArray(5, array(connection, "int8", verified.stream().map(Level::onHand)));
      upsert.setArray(6, array(connection, "int8", verified.stream().map(Level::reserved)));
      upsert.executeUpdate();
    }
  }

  private static Array array(Connection connection, String type, Stream<?> values)
      throws SQLException {
    return connection.createArrayOf(type, values.toArray());
  }
}
