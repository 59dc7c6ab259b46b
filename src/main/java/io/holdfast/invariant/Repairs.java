package io.holdfast.invariant;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.holdfast.event.Event;
import io.holdfast.event.Outbox;
import io.holdfast.idempotency.Answer;
import io.holdfast.idempotency.KeyedWrites;
import io.holdfast.idempotency.StoredResponse;
import io.holdfast.platform.database.WriteTransaction;
import io.holdfast.platform.http.Actor;
import io.holdfast.platform.http.Json;
import io.holdfast.platform.problem.Problem;
import io.holdfast.platform.problem.ProblemType;
import io.holdfast.stock.Ledger;
import io.holdfast.stock.Levels;
import io.holdfast.stock.Movement;
import io.holdfast.stock.MovementKind;
import io.holdfast.stock.MovementView;
import io.holdfast.stock.Restocked;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Sets the counters of a level to what its ledger adds up to, and says so in the ledger. The past
 * of the ledger, and the orders, are never touched. Thread-safe.
 */
@ApplicationScoped
class Repairs {

  private static final Logger LOG = Logger.getLogger(Repairs.class);

  private final KeyedWrites writes;
  private final LedgerWalk walk;
  private final LiveAllocations allocations;
  private final jakarta.enterprise.event.Event<Restocked> restocked;

  Repairs(
      KeyedWrites writes,
      LedgerWalk walk,
      LiveAllocations allocations,
      jakarta.enterprise.event.Event<Restocked> restocked) {
    this.writes = writes;
    this.walk = walk;
    this.allocations = allocations;
    this.restocked = restocked;
  }

  /**
   * Explains a level and, where asked to, repairs it.
   *
   * @throws Problem {@code not-found}, or {@code stock-in-use} where the ledger itself says what no
   *     level may
   */
  Answer repair(Actor actor, RepairRequest request) {
    // So that only a few movements are left to be read while the level is locked.
    if (walk.toTheEnd(actor.shop(), request.sku(), request.location(), () -> {}).isEmpty()) {
      throw noLevel(request);
    }
    var live = allocations.at(actor.shop(), request.sku(), request.location());
    var done = new AtomicReference<@Nullable String>();
    var answer =
        writes.run(
            actor.shop(),
            null,
            transaction ->
                Levels.lock(transaction.connection(), actor.shop(), List.of(request.sku())),
            (transaction, locked) -> {
              var level =
                  LedgerWalk.read(
                          transaction.connection(), actor.shop(), request.sku(), request.location())
                      .orElseThrow(() -> noLevel(request));
              var apply = request.apply() && repairable(level);
              if (apply) {
                done.set(write(transaction, actor, level));
              } else {
                transaction.nothingToWrite();
              }
              return new StoredResponse(200, null, null, Json.write(report(level, live, apply)));
            });
    if (done.get() != null) {
      LOG.warnf("Shop %s, %s at %s: %s", actor.shop(), request.sku(), request.location(), done);
      restocked.fire(new Restocked(actor.shop(), List.of(request.sku())));
    }
    return answer;
  }

  private static Problem noLevel(RepairRequest request) {
    return new Problem(
        ProblemType.NOT_FOUND,
        "There is no level of %s at %s.".formatted(request.sku(), request.location()));
  }

  /** A level that lags behind its ledger can catch up; a ledger that lags has lost something. */
  private static boolean repairable(WalkedLevel level) {
    return !gap(level)
        && (level.drifted() || level.counters().version() != level.ledger().version());
  }

  private static boolean gap(WalkedLevel level) {
    return !level.sound() || level.more() || level.counters().version() > level.ledger().version();
  }

  /** Returns what was done, as the ledger tells it. */
  private static String write(WriteTransaction transaction, Actor actor, WalkedLevel level)
      throws SQLException {
    var before = level.counters();
    var ledger = level.ledger();
    if (level.promisesTooMuch(ledger)) {
      throw new Problem(
              ProblemType.STOCK_IN_USE,
              "The ledger itself says %d reserved of %d on hand, with a backorder limit of %d: the level cannot be set to that."
                  .formatted(ledger.reserved(), ledger.onHand(), level.limit()))
          .with("reserved", ledger.reserved());
    }
    var reason =
        "repaired: on hand %d to %d, reserved %d to %d"
            .formatted(before.onHand(), ledger.onHand(), before.reserved(), ledger.reserved());
    var after = ledger.changed(0, 0);
    var movement =
        Movement.between(
            MovementKind.ADJUSTED, ledger, after, null, reason, null, actor.principal());
    Levels.update(transaction, List.of(after));
    Ledger.append(transaction, List.of(movement));
    Outbox.append(
        transaction,
        List.of(
            new Event(
                "stock.adjusted",
                after.sku(),
                new String(Json.write(MovementView.from(movement, transaction.now())), UTF_8))));
    return reason;
  }

  private static RepairReport report(
      WalkedLevel level, Optional<LiveAllocations.Totals> live, boolean applied) {
    var counters = level.counters();
    return new RepairReport(
        counters.sku(),
        counters.location(),
        RepairReport.Side.of(counters),
        RepairReport.Side.of(level.ledger()),
        live.map(LiveAllocations.Totals::allocated).orElse(null),
        explanation(level, live, applied),
        applied);
  }

  private static String explanation(
      WalkedLevel level, Optional<LiveAllocations.Totals> live, boolean applied) {
    var sentences = new ArrayList<String>();
    sentences.add(ofLedger(level, applied));
    if (live.isEmpty()) {
      sentences.add("What orders have there could not be counted in time.");
    }
    live.filter(totals -> totals.allocated() != totals.ledger())
        .ifPresent(
            totals ->
                sentences.add(
                    "Orders have %d there, of which the ledger says %d; they differ in the orders %s. Orders are not repaired."
                        .formatted(
                            totals.allocated(),
                            totals.ledger(),
                            String.join(", ", totals.orders()))));
    return String.join(" ", sentences);
  }

  private static String ofLedger(WalkedLevel level, boolean applied) {
    if (!level.sound()) {
      return "The ledger is broken: version %d does not follow. That is not repaired."
          .formatted(level.broken());
    }
    if (level.more()) {
      return "The ledger grows faster than it can be read. Try again.";
    }
    var counters = level.counters();
    var ledger = level.ledger();
    if (counters.version() > ledger.version()) {
      return "The ledger ends at version %d, the level is at %d: a movement is missing. That is not repaired."
          .formatted(ledger.version(), counters.version());
    }
    if (!repairable(level)) {
      return "The level says what its ledger says.";
    }
    return applied
        ? "The level was set to what its ledger says."
        : "The level differs from its ledger and can be set to what that says.";
  }
}
