package io.holdfast.reservation.strategy;

import io.holdfast.platform.database.Deadline;
import io.holdfast.platform.database.Transactions;
import io.holdfast.reservation.decision.Command;
import io.holdfast.reservation.decision.RequestedLine;
import io.holdfast.reservation.decision.Verdict;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Versions behind a lock in Redis per SKU: pods take turns before they read, so that a stale write
 * is rare. The lock only smooths the load. It can be lost, by expiry or failover, and then the
 * version refuses whoever is stale; without Redis the row locks of {@code pessimistic} take over.
 */
@ApplicationScoped
class RedisLockStrategy implements OneByOneStrategy {

  private final RedisLocks locks;
  private final RedisLockMetrics metrics;
  private final OneTransaction transaction;
  private final Transactions transactions;
  private final LockWait lockWait;

  RedisLockStrategy(
      RedisLocks locks,
      RedisLockMetrics metrics,
      OneTransaction transaction,
      Transactions transactions,
      LockWait lockWait) {
    this.locks = locks;
    this.metrics = metrics;
    this.transaction = transaction;
    this.transactions = transactions;
    this.lockWait = lockWait;
  }

  @Override
  public String name() {
    return "redis-lock";
  }

  @Override
  public Verdict execute(Command command, Deadline deadline, int attempt) {
    // A refused write has shown that somebody goes round the lock; the rows cannot be gone round.
    if (attempt > 1) {
      return withRowLocks(command, deadline);
    }
    try (var turn = locks.acquire(command.shop(), skus(command), deadline).orElse(null)) {
      if (turn != null) {
        return transaction.execute(command, deadline, new VersionedStock(name(), lockWait));
      }
      metrics.missed(name());
    } catch (RedisUnavailableException failure) {
      metrics.fellBack();
    }
    return withRowLocks(command, deadline);
  }

  private Verdict withRowLocks(Command command, Deadline deadline) {
    return transaction.execute(command, deadline, new LockedStock(name(), lockWait));
  }

  /** Sorted. Those of an order never change, so they may be read ahead of its lock. */
  private Collection<String> skus(Command command) {
    if (command instanceof Command.Place place) {
      return place.lines().stream()
          .map(RequestedLine::sku)
          .collect(Collectors.toCollection(TreeSet::new));
    }
    return transactions
        .read(
            connection -> StoredOrders.find(connection, command.shop(), List.of(command.orderId())))
        .stream()
        .flatMap(order -> order.lines().stream())
        .map(line -> line.sku())
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
