package io.holdfast.lab;

import java.sql.SQLException;
import java.util.Set;

/**
 * The mistake of locking rows in the order of the cart. Two carts with the same things in opposite
 * order wait for each other, until the database ends one of them; its buyer gets an error while
 * stock is left. Thread-safe.
 */
final class LocksInCartOrder implements Seller {

  /** Deadlock, which the server finds after a second; and a wait for a lock that was too long. */
  private static final Set<String> STUCK = Set.of("40P01", "55P03");

  private final LabTables tables;
  private final Gap gap;

  LocksInCartOrder(LabTables tables, Gap gap) {
    this.tables = tables;
    this.gap = gap;
  }

  @Override
  public Visit sell(Cart cart) throws SQLException, InterruptedException {
    try {
      return tables.transaction(
          connection -> {
            var enough = true;
            var first = true;
            for (var sku : cart.skus()) {
              enough &= tables.lock(connection, sku).units() >= cart.quantity();
              if (first && cart.skus().size() > 1) {
                gap.seen();
                gap.pass();
              }
              first = false;
            }
            if (enough) {
              for (var sku : cart.skus()) {
                tables.subtract(connection, sku, cart.quantity());
              }
              tables.insertOrder(connection, cart);
            }
            return Visit.of(enough);
          });
    } catch (SQLException failure) {
      if (STUCK.contains(String.valueOf(failure.getSQLState()))) {
        return Visit.gaveUp(0);
      }
      throw failure;
    }
  }
}
