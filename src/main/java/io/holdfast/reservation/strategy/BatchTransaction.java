package io.holdfast.reservation.strategy;

import io.holdfast.idempotency.IdempotencyRecords;
import io.holdfast.platform.database.Deadline;
import io.holdfast.platform.database.LaneConnection;
import io.holdfast.platform.database.Script;
import io.holdfast.platform.database.WriteTransaction;
import io.holdfast.reservation.decision.Command;
import io.holdfast.reservation.decision.Decide;
import io.holdfast.reservation.decision.Order;
import io.holdfast.reservation.decision.Verdict;
import io.holdfast.stock.Level;
import io.holdfast.stock.Levels;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The transaction of a batch, statement by statement. First round trip: the locks, of orders by id,
 * then of all levels of all SKUs in their order. Second: what must be read after the locks are
 * held, by statements of their own, since a statement that waits for a lock reads everything else
 * as of its start. Third: all writes, and COMMIT. A lone command takes the first two together.
 * Thread-safe.
 */
class BatchTransaction {

  /**
   * What became of a batch.
   *
   * @param verdicts one for each of the decided
   * @param busy cancels of orders that somebody else has locked
   * @param late those whose deadline passed before the decision
   */
  record Outcome(
      List<Waiting> decided, List<Verdict> verdicts, List<Waiting> busy, List<Waiting> late) {}

  /** More commands for the same locks: orders that want nothing but these SKUs. */
  @FunctionalInterface
  interface TopUp {
    List<Waiting> of(Collection<String> lockedSkus);
  }

  private final IdempotencyRecords keys;
  private final DecisionWriter writer;
  private final LockWait lockWait;
  private final String strategy;

  BatchTransaction(
      IdempotencyRecords keys, DecisionWriter writer, LockWait lockWait, String strategy) {
    this.keys = keys;
    this.writer = writer;
    this.lockWait = lockWait;
    this.strategy = strategy;
  }

  /**
   * Decides a batch and commits.
   *
   * @param members of one shop, in order of arrival; those that are topped up are added to them
   * @param skipLockedOrders whether a cancel of an order that is locked by somebody else comes back
   *     as busy rather than wait
   * @param topUp null for none, where a lone command may go faster
   */
  Outcome run(
      LaneConnection connection,
      List<Waiting> members,
      long lockTimeoutMillis,
      Deadline deadline,
      boolean skipLockedOrders,
      @Nullable TopUp topUp) {
    var shop = members.get(0).command.shop();
    return connection.write(
        shop,
        lockTimeoutMillis,
        deadline,
        (transaction, opening) -> {
          var skus =
              members.stream()
                  .flatMap(waiting -> waiting.skus.stream())
                  .collect(Collectors.toCollection(TreeSet::new));
          var changed =
              members.stream()
                  .filter(waiting -> !waiting.isPlace())
                  .map(waiting -> waiting.command.orderId())
                  .collect(Collectors.toCollection(TreeSet::new));
          var lockedOrders = new HashSet<UUID>();
          if (!changed.isEmpty()) {
            StoredOrders.lock(opening, shop, changed, skipLockedOrders, lockedOrders);
          }
          var levels =
              changed.isEmpty()
                  ? Levels.lock(opening, shop, skus, "", null)
                  : Levels.lock(
                      opening,
                      shop,
                      skus,
                      "",
                      StoredOrders.SKUS_OF,
                      shop,
                      opening.array("uuid", changed.toArray()));
          if (topUp == null) {
            return decide(transaction, opening, true, members, skus, changed, lockedOrders, levels);
          }
          runTimed(opening);
          members.addAll(topUp.of(skus));
          var reads = new Script(transaction.connection());
          return decide(transaction, reads, false, members, skus, changed, lockedOrders, levels);
        });
  }

  /** Those of these SKUs of which somebody else has a level locked right now. */
  Set<String> busySkus(LaneConnection connection, String shop, Set<String> skus, Deadline until) {
    return connection.write(
        shop,
        1,
        until,
        (transaction, opening) -> {
          transaction.nothingToWrite();
          var free = Levels.lock(opening, shop, skus, " SKIP LOCKED", null);
          opening.run();
          var all = Levels.read(transaction.connection(), shop, skus);
          var busy = new HashSet<String>();
          for (var level : all) {
            if (free.stream().noneMatch(level::isSamePlaceAs)) {
              busy.add(level.sku());
            }
          }
          return busy;
        });
  }

  /** A script that locks. */
  private void runTimed(Script script) throws SQLException {
    lockWait.time(
        strategy,
        () -> {
          script.run();
          return script;
        });
  }

  private Outcome decide(
      WriteTransaction transaction,
      Script reads,
      boolean locksToo,
      List<Waiting> members,
      Collection<String> named,
      Collection<UUID> changed,
      Set<UUID> lockedOrders,
      List<Level> levels)
      throws SQLException {
    var shop = transaction.shop();
    var snapshotReads =
        SnapshotReads.append(
            reads,
            transaction,
            keys,
            members.stream().map(waiting -> waiting.command).toList(),
            named,
            changed);
    var orders = new ArrayList<Order>();
    if (!changed.isEmpty()) {
      StoredOrders.query(reads, shop, changed, orders);
    }
    if (locksToo) {
      runTimed(reads);
    } else {
      reads.run();
    }

    // The deadline comes first: after this point a command is decided, however late it gets.
    var late = new ArrayList<Waiting>();
    var busy = new ArrayList<Waiting>();
    var decided = new ArrayList<Waiting>();
    for (var waiting : members) {
      var id = waiting.command.orderId();
      if (waiting.deadline.passed()) {
        late.add(waiting);
      } else if (!waiting.isPlace()
          && !lockedOrders.contains(id)
          && orders.stream().anyMatch(order -> order.id().equals(id))) {
        busy.add(waiting);
      } else {
        decided.add(waiting);
      }
    }
    List<Command> commands = decided.stream().map(waiting -> waiting.command).toList();
    var snapshot =
        snapshotReads.snapshot(
            levels, orders.stream().collect(Collectors.toMap(Order::id, Function.identity())));
    var decision = Decide.decide(snapshot, commands);
    if (decision.needsCommit()) {
      Levels.update(transaction, decision.levels());
      writer.write(transaction, commands, snapshot, decision);
    } else {
      transaction.nothingToWrite();
    }
    return new Outcome(decided, decision.verdicts(), busy, late);
  }
}
