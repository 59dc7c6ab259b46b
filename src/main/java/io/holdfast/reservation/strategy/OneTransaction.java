package io.holdfast.reservation.strategy;

import io.holdfast.idempotency.IdempotencyRecords;
import io.holdfast.platform.database.Deadline;
import io.holdfast.platform.database.Script;
import io.holdfast.platform.database.Transactions;
import io.holdfast.platform.database.WriteTransaction;
import io.holdfast.reservation.decision.Command;
import io.holdfast.reservation.decision.Decide;
import io.holdfast.reservation.decision.Decision;
import io.holdfast.reservation.decision.Order;
import io.holdfast.reservation.decision.OrderLine;
import io.holdfast.reservation.decision.RequestedLine;
import io.holdfast.reservation.decision.Snapshot;
import io.holdfast.reservation.decision.Verdict;
import io.holdfast.stock.Level;
import io.holdfast.stock.Levels;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The transaction that strategies share: lock what is locked first, read what must be read after
 * that, decide, write. The order of locks is the same everywhere: orders by id, levels by SKU and
 * location, keys, the batch row. Stateless.
 */
@ApplicationScoped
class OneTransaction {

  /** How a strategy comes by stock that nobody else changes, and how it writes it. */
  interface StockAccess {

    /** All levels of these SKUs, protected from now on or guarded at {@link #write}. */
    List<Level> take(WriteTransaction transaction, Collection<String> skus, Foretelling foretelling)
        throws SQLException;

    /** Writes the decision's levels. */
    void write(WriteTransaction transaction, Decision decision) throws SQLException;
  }

  /** Tells what would be decided on stock as it looks now. */
  @FunctionalInterface
  interface Foretelling {
    Decision on(List<Level> levels) throws SQLException;
  }

  private final Transactions transactions;
  private final IdempotencyRecords keys;
  private final DecisionWriter writer;

  OneTransaction(Transactions transactions, IdempotencyRecords keys, DecisionWriter writer) {
    this.transactions = transactions;
    this.keys = keys;
    this.writer = writer;
  }

  Verdict execute(Command command, Deadline deadline, StockAccess stock) {
    return execute(command.shop(), List.of(command), deadline, stock).get(0);
  }

  /** Carries out commands of one shop; one verdict each. */
  List<Verdict> execute(
      String shop, List<? extends Command> commands, Deadline deadline, StockAccess stock) {
    return transactions.write(
        shop,
        deadline,
        transaction -> {
          var orders = lockOrders(transaction, commands);
          var skus = skus(commands, orders);
          if (commands.stream().anyMatch(Command.Fill.class::isInstance)) {
            // It need not change the level that it rests on, so no version or guard would tell.
            Levels.lock(transaction.connection(), shop, skus);
          }
          Foretelling foretelling =
              seen -> Decide.decide(snapshot(transaction, commands, orders, skus, seen), commands);
          var levels = stock.take(transaction, skus, foretelling);
          var snapshot = snapshot(transaction, commands, orders, skus, levels);
          var decision = Decide.decide(snapshot, commands);
          if (decision.needsCommit()) {
            stock.write(transaction, decision);
            writer.write(transaction, commands, snapshot, decision);
          } else {
            transaction.nothingToWrite();
          }
          return decision.verdicts();
        });
  }

  private static Map<UUID, Order> lockOrders(
      WriteTransaction transaction, List<? extends Command> commands) throws SQLException {
    var ids =
        commands.stream()
            .filter(Command.Change.class::isInstance)
            .map(Command::orderId)
            .collect(Collectors.toCollection(TreeSet::new));
    if (ids.isEmpty()) {
      return Map.of();
    }
    StoredOrders.lock(transaction.connection(), transaction.shop(), ids);
    return StoredOrders.written(transaction.connection(), transaction.shop(), ids).stream()
        .collect(Collectors.toMap(Order::id, Function.identity()));
  }

  private static Collection<String> skus(
      List<? extends Command> commands, Map<UUID, Order> orders) {
    var requested =
        commands.stream()
            .filter(Command.Place.class::isInstance)
            .flatMap(command -> ((Command.Place) command).lines().stream())
            .map(RequestedLine::sku);
    var ofOrders =
        orders.values().stream().flatMap(order -> order.lines().stream()).map(OrderLine::sku);
    return Stream.concat(requested, ofOrders).collect(Collectors.toCollection(TreeSet::new));
  }

  private Snapshot snapshot(
      WriteTransaction transaction,
      List<? extends Command> commands,
      Map<UUID, Order> orders,
      Collection<String> skus,
      List<Level> levels)
      throws SQLException {
    var script = new Script(transaction.connection());
    var reads = SnapshotReads.append(script, transaction, keys, commands, skus, Set.of());
    script.run();
    return reads.snapshot(levels, orders);
  }
}
