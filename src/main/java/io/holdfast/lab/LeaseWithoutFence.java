package io.holdfast.lab;

import java.sql.SQLException;
import java.time.Duration;

/**
 * The mistake of relying on a lock that runs out. Its holder is held up for longer than the lease,
 * somebody else gets the lock and sees the same stock, and both sell it. What is missing is a fence
 * in the row, such as its version, that refuses whoever comes too late. Thread-safe.
 */
final class LeaseWithoutFence implements Seller {

  static final Duration LEASE = Duration.ofMillis(10);

  private final LabTables tables;
  private final Gap gap;
  private final Lease lease = new Lease(LEASE);

  LeaseWithoutFence(LabTables tables, Gap gap) {
    this.tables = tables;
    this.gap = gap;
  }

  @Override
  public Visit sell(Cart cart) throws SQLException, InterruptedException {
    var owner = new Object();
    // One lock for all SKUs: the mistake is the same, and nobody waits in a circle.
    lease.take(owner);
    try {
      return tables.transaction(
          connection -> {
            var enough = true;
            for (var sku : cart.skus()) {
              enough &= tables.read(connection, sku).units() >= cart.quantity();
            }
            gap.seen();
            if (!enough) {
              return Visit.of(false);
            }
            gap.pass();
            for (var sku : cart.sorted()) {
              tables.subtract(connection, sku, cart.quantity());
            }
            tables.insertOrder(connection, cart);
            return Visit.of(true);
          });
    } finally {
      lease.giveBack(owner);
    }
  }
}
