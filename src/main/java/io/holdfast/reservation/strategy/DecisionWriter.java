package io.holdfast.reservation.strategy;

import io.holdfast.event.Event;
import io.holdfast.event.Outbox;
import io.holdfast.idempotency.IdempotencyRecords;
import io.holdfast.platform.database.WriteTransaction;
import io.holdfast.reservation.decision.Command;
import io.holdfast.reservation.decision.Decision;
import io.holdfast.reservation.decision.OrderChange;
import io.holdfast.reservation.decision.Snapshot;
import io.holdfast.reservation.decision.Verdict;
import io.holdfast.stock.Ledger;
import io.holdfast.stock.Thresholds;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes what a decision says beside the levels themselves, for one order or many: orders, lines,
 * allocations, purchases, movements, events and, last, keys. Thread-safe.
 */
@ApplicationScoped
class DecisionWriter {

  private final IdempotencyRecords keys;

  DecisionWriter(IdempotencyRecords keys) {
    this.keys = keys;
  }

  void write(
      WriteTransaction transaction,
      List<? extends Command> commands,
      Snapshot snapshot,
      Decision decision)
      throws SQLException {
    var entries = new ArrayList<IdempotencyRecords.Entry>();
    for (var i = 0; i < commands.size(); i++) {
      var key = commands.get(i).key();
      if (key != null && decision.verdicts().get(i) instanceof Verdict.Accepted accepted) {
        entries.add(new IdempotencyRecords.Entry(key, accepted.response()));
      }
    }
    Purchases.add(transaction, decision.purchases());
    OrderRows.write(transaction, decision.changes());
    Ledger.append(transaction, decision.movements());
    OrderHistory.append(transaction, decision.changes());
    var events = new ArrayList<Event>();
    decision.changes().forEach(change -> events.add(event(change)));
    events.addAll(
        Thresholds.append(transaction, snapshot.levels(), decision.movements(), snapshot.items()));
    Outbox.append(transaction, events);
    keys.insert(transaction, entries);
  }

  private static Event event(OrderChange change) {
    return new Event(change.event(), change.after().id().toString(), change.view());
  }
}
