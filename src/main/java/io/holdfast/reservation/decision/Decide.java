package io.holdfast.reservation.decision;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.holdfast.idempotency.IdempotencyKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Decides commands in the order of their arrival, each on the stock that the ones before it left.
 * One instance decides one batch. Pure: no database, no clock. Not thread-safe.
 */
public final class Decide {

  private final Snapshot snapshot;
  private final Books books;
  private final Map<UUID, Order> orders;
  private final Set<IdempotencyKey> keysTaken = new HashSet<>();
  private final List<OrderChange> changes = new ArrayList<>();

  private Decide(Snapshot snapshot) {
    this.snapshot = snapshot;
    this.books = new Books(snapshot);
    this.orders = new HashMap<>(snapshot.orders());
  }

  /** The verdict on every command, and what has to be written for them together. */
  public static Decision decide(Snapshot snapshot, List<? extends Command> commands) {
    var decide = new Decide(snapshot);
    var verdicts = new ArrayList<Verdict>(commands.size());
    for (var command : commands) {
      verdicts.add(decide.verdict(command));
    }
    return decide.books.decision(verdicts, decide.changes);
  }

  private Verdict verdict(Command command) {
    var known = verdictByKey(command.key());
    if (known != null) {
      return known;
    }
    var verdict = verdict(step(command), command);
    if (verdict instanceof Verdict.Accepted && command.key() != null) {
      keysTaken.add(command.key());
    }
    return verdict;
  }

  private @Nullable Verdict verdictByKey(@Nullable IdempotencyKey key) {
    if (key == null) {
      return null;
    }
    var recorded = snapshot.keys().get(key);
    if (recorded != null) {
      return key.sameRequest(recorded.fingerprint())
          ? new Verdict.Replayed(recorded.response())
          : new Verdict.KeyReused();
    }
    return keysTaken.contains(key) ? new Verdict.KeyInProgress() : null;
  }

  private Step step(Command command) {
    if (command instanceof Command.Place place) {
      return new Placement(books).step(place);
    }
    var change = (Command.Change) command;
    var order = orders.get(change.orderId());
    if (order == null || !order.belongsTo(change.owner())) {
      return new Step.Refused(new Verdict.UnknownOrder());
    }
    if (!change.version().test(order.version())) {
      return new Step.Refused(new Verdict.StaleVersion(order.version()));
    }
    return new Transitions(books, order).step(change);
  }

  private Verdict verdict(Step step, Command command) {
    if (step instanceof Step.Refused refused) {
      return refused.verdict();
    }
    var taken = (Step.Taken) step;
    var order = taken.after();
    var response = command.header().response().apply(order.at(snapshot.now()));
    if (taken.event() == null) {
      return new Verdict.Accepted(order, response, false, Set.of());
    }
    changes.add(
        new OrderChange(
            orders.put(order.id(), order),
            order,
            taken.event(),
            command.principal(),
            new String(response.body(), UTF_8)));
    books.waits(order);
    return new Verdict.Accepted(order, response, true, books.takeRelieved());
  }
}
