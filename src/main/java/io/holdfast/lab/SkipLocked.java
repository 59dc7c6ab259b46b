package io.holdfast.lab;

import java.sql.SQLException;

/**
 * The mistake of {@code SKIP LOCKED} on a row that everybody wants: it is meant for queues, where
 * another row will do as well. Here a row that is locked looks like one that is not there, and the
 * buyer is told that the item is sold out. Thread-safe.
 */
final class SkipLocked implements Seller {

  private final LabTables tables;
  private final Gap gap;

  SkipLocked(LabTables tables, Gap gap) {
    this.tables = tables;
    this.gap = gap;
  }

  @Override
  public Visit sell(Cart cart) throws SQLException, InterruptedException {
    return tables.transaction(
        connection -> {
          var enough = true;
          for (var sku : cart.sorted()) {
            enough &=
                tables.lockUnlessLocked(connection, sku)
                    && tables.read(connection, sku).units() >= cart.quantity();
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
  }
}
