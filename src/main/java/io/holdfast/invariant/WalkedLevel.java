package io.holdfast.invariant;

import io.holdfast.stock.Level;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * A level beside its ledger, read from the checkpoint on, at one moment. Immutable.
 *
 * @param counters what the level says
 * @param limit how much it lets be promised beyond what there is
 * @param itemLimit how much its item does
 * @param checked the version of the checkpoint that the reading started from
 * @param ledger what the movements that were read add up to
 * @param broken the version of the first movement that does not follow the one before; 0 for none
 * @param more whether there are movements that were not read
 */
record WalkedLevel(
    Level counters,
    long limit,
    long itemLimit,
    long checked,
    Level ledger,
    long broken,
    boolean more) {

  static WalkedLevel from(ResultSet row) throws SQLException {
    var sku = row.getString("sku");
    var location = row.getString("location");
    return new WalkedLevel(
        new Level(
            sku, location, row.getLong("on_hand"), row.getLong("reserved"), row.getLong("version")),
        row.getLong("backorder_limit"),
        row.getLong("item_limit"),
        row.getLong("from_version"),
        new Level(
            sku,
            location,
            row.getLong("ledger_on_hand"),
            row.getLong("ledger_reserved"),
            row.getLong("ledger_version")),
        row.getLong("broken"),
        row.getBoolean("more"));
  }

  String place() {
    return counters.sku() + " at " + counters.location();
  }

  /** Whether the ledger is whole as far as it was read, so that a checkpoint may move on. */
  boolean sound() {
    return broken == 0;
  }

  /** Whether the level says something else than its ledger adds up to. */
  boolean drifted() {
    return counters.onHand() != ledger.onHand() || counters.reserved() != ledger.reserved();
  }

  void report(Findings findings) {
    if (limit != itemLimit || promisesTooMuch(counters)) {
      findings.add(
          Invariant.STOCK_WITHIN_BOUNDS,
          "%s: %d reserved of %d on hand"
              .formatted(place(), counters.reserved(), counters.onHand()));
    }
    if (!sound()) {
      findings.add(
          Invariant.LEDGER_WITHOUT_GAPS,
          "%s: version %d does not follow".formatted(place(), broken));
    } else if (!more) {
      reportEnd(findings);
    }
  }

  private void reportEnd(Findings findings) {
    if (counters.version() != ledger.version()) {
      findings.add(
          Invariant.LEDGER_WITHOUT_GAPS,
          "%s: version %d is not in the ledger, which ends at %d"
              .formatted(place(), counters.version(), ledger.version()));
    }
    if (drifted()) {
      findings.add(
          Invariant.COUNTERS_EQUAL_LEDGER,
          "%s: on hand %d, ledger %d; reserved %d, ledger %d"
              .formatted(
                  place(),
                  counters.onHand(),
                  ledger.onHand(),
                  counters.reserved(),
                  ledger.reserved()));
    }
  }

  /** Whether such counters would promise what is not there. */
  boolean promisesTooMuch(Level level) {
    return level.reserved() < 0 || level.onHand() < 0 || level.reserved() > level.onHand() + limit;
  }
}
