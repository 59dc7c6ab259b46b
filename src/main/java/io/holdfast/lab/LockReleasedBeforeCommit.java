package io.holdfast.lab;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The mistake of a lock in memory, such as a synchronized method, that ends before the transaction
 * does. Who comes next has the lock, reads what is committed, which is the stock as it was before,
 * and sells it once more. Thread-safe.
 */
final class LockReleasedBeforeCommit implements Seller {

  private final LabTables tables;
  private final Gap gap;
  private final ReentrantLock lock = new ReentrantLock();

  LockReleasedBeforeCommit(LabTables tables, Gap gap) {
    this.tables = tables;
    this.gap = gap;
  }

  @Override
  public Visit sell(Cart cart) throws SQLException, InterruptedException {
    return tables.transaction(
        connection -> {
          boolean sold;
          lock.lockInterruptibly();
          try {
            sold = checkAndSubtract(connection, cart);
          } finally {
            lock.unlock();
          }
          // The commit takes its time, and nothing protects the stock that others read meanwhile.
          gap.pass();
          return Visit.of(sold);
        });
  }

  private boolean checkAndSubtract(Connection connection, Cart cart) throws SQLException {
    var enough = true;
    for (var sku : cart.skus()) {
      enough &= tables.read(connection, sku).units() >= cart.quantity();
    }
    gap.seen();
    if (!enough) {
      return false;
    }
    for (var sku : cart.sorted()) {
      tables.subtract(connection, sku, cart.quantity());
    }
    tables.insertOrder(connection, cart);
    return true;
  }
}
