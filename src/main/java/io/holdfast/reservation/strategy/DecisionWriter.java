package io.holdfast.reservation.strategy;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.holdfast.event.Event;
import io.holdfast.event.Outbox;
import io.holdfast.idempotency.IdempotencyRecords;
import io.holdfast.platform.database.WriteTransaction;
import io.holdfast.reservation.decision.Command;
import io.holdfast.reservation.decision.Decision;
import io.holdfast.reservation.decision.Order;
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
 * allocations, movements, events and, last, keys. Thread-safe.
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
    var placed = new ArrayList<Order>();
    var released = new ArrayList<Order>();
    var events = new ArrayList<Event>();
    var entries = new ArrayList<IdempotencyRecords.Entry>();
    for (var i = 0; i < commands.size(); i++) {
      if (!(decision.verdicts().get(i) instanceof Verdict.Accepted accepted)) {
        continue;
      }
      var command = commands.get(i);
      if (command.key() != null) {
        entries.add(new IdempotencyRecords.Entry(command.key(), accepted.response()));
      }
      if (accepted.changed()) {
        var order = accepted.order();
        (command instanceof Command.Place ? placed : released).add(order);
        events.add(
            new Event(
                command instanceof Command.Place ? "order.confirmed" : "order.cancelled",
                order.id().toString(),
                new String(accepted.response().body(), UTF_8)));
      }
    }
    OrderRows.insert(transaction, placed);
    OrderRows.updateReleased(transaction, released);
    Ledger.append(transaction, decision.movements());
    events.addAll(
        Thresholds.append(transaction, snapshot.levels(), decision.movements(), snapshot.items()));
    Outbox.append(transaction, events);
    keys.insert(transaction, entries);
  }
}
