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
class RedisLockStrategy implements Strategy {

  private final RedisLocks locks;
  private final RedisLockMetrics metrics;
  private final OptimisticStrategy optimistic;
  private final PessimisticStrategy pessimistic;
  private final Transactions transactions;

  RedisLockStrategy(
      RedisLocks locks,
      RedisLockMetrics metrics,
      OptimisticStrategy optimistic,
      PessimisticStrategy pessimistic,
      Transactions transactions) {
    this.locks = locks;
    this.metrics = metrics;
    this.optimistic = optimistic;
    this.pessimistic = pessimistic;
    this.transactions = transactions;
  }

  @Override
  public String name() {
    return "redis-lock";
  }

  @Override
  public Verdict execute(Command command, Deadline deadline, int attempt) {
    // A refused write has shown that somebody goes round the lock; the rows cannot be gone round.
    if (attempt > 1) {
      return pessimistic.execute(command, deadline, attempt);
    }
    try (var turn = locks.acquire(command.shop(), skus(command), deadline).orElse(null)) {
      if (turn != null) {
        return optimistic.execute(command, deadline, attempt);
      }
      metrics.missed(name());
    } catch (RedisUnavailableException failure) {
      metrics.fellBack();
    }
    return pessimistic.execute(command, deadline, attempt);
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
