package io.holdfast.lab;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.UUID;
import javax.sql.DataSource;

/**
 * Orders with the bug that the strategies cure: check the stock, think, then subtract. Between the
 * check and the update another order passes the same check; that both run in transactions changes
 * nothing, because READ COMMITTED lets the second update follow the first. On purpose neither a
 * bean nor a strategy, so no configuration makes the service sell this way. Thread-safe where the
 * think time is.
 */
final class NaiveOrders {

  private final DataSource dataSource;
  private final LabTables tables;
  private final NaiveForm form;
  private final Runnable thinkTime;

  /**
   * @param thinkTime what happens between check and update, whatever takes a real service its time
   *     there: a payment, a remote call, a garbage collection
   */
  NaiveOrders(DataSource dataSource, LabTables tables, NaiveForm form, Runnable thinkTime) {
    this.dataSource = dataSource;
    this.tables = tables;
    this.form = form;
    this.thinkTime = thinkTime;
  }

  /**
   * Sells units where the check finds enough of them.
   *
   * @return whether it did
   */
  boolean place(String sku, long quantity) throws SQLException {
    try (var connection = dataSource.getConnection()) {
      connection.setAutoCommit(false);
      try {
        var sold = checkThinkSubtract(connection, sku, quantity);
        connection.commit();
        return sold;
      } catch (SQLException | RuntimeException failure) {
        connection.rollback();
        throw failure;
      }
    }
  }

  private boolean checkThinkSubtract(Connection connection, String sku, long quantity)
      throws SQLException {
    var seen = tables.stock(connection, sku);
    if (seen < quantity) {
      return false;
    }
    thinkTime.run();
    try (var update = connection.prepareStatement(form.update(tables.stockTable()))) {
      update.setLong(1, form.operand(seen, quantity));
      update.setString(2, sku);
      update.executeUpdate();
    }
    tables.insertOrder(connection, UUID.randomUUID(), sku, quantity);
    return true;
  }
}
