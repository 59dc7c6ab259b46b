package io.holdfast.lab;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;

/**
 * Orders with the bug that the strategies cure: check the stock, think, then subtract. Between the
 * check and the update another order passes the same check; that both run in transactions changes
 * nothing, because READ COMMITTED lets the second update follow the first. On purpose neither a
 * bean nor a strategy, so no configuration makes the service sell this way. Thread-safe.
 */
final class NaiveOrders implements Seller {

  private final LabTables tables;
  private final NaiveForm form;
  private final Gap gap;

  NaiveOrders(LabTables tables, NaiveForm form, Gap gap) {
    this.tables = tables;
    this.form = form;
    this.gap = gap;
  }

  @Override
  public Visit sell(Cart cart) throws SQLException, InterruptedException {
    return tables.transaction(connection -> Visit.of(checkThinkSubtract(connection, cart)));
  }

  private boolean checkThinkSubtract(Connection connection, Cart cart)
      throws SQLException, InterruptedException {
    Map<String, Long> seen = new HashMap<>();
    for (var sku : cart.skus()) {
      seen.put(sku, tables.read(connection, sku).units());
    }
    gap.seen();
    if (seen.values().stream().anyMatch(units -> units < cart.quantity())) {
      return false;
    }
    gap.pass();
    // In one order, so that this bug is the only one.
    for (var sku : cart.sorted()) {
      if (form == NaiveForm.DECREMENT) {
        tables.subtract(connection, sku, cart.quantity());
      } else {
        tables.overwrite(connection, sku, seen.getOrDefault(sku, 0L) - cart.quantity());
      }
    }
    tables.insertOrder(connection, cart);
    return true;
  }
}
