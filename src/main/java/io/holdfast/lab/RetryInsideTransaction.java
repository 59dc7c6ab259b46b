package io.holdfast.lab;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Set;

/**
 * The mistake of retrying inside the transaction that met the conflict. At REPEATABLE READ, which
 * this one runs at, and with an ORM's cache of entities at any level, every new attempt sees the
 * same old row; and PostgreSQL has aborted the transaction anyway. So the retries are spent on a
 * conflict that none of them can get over, and buyers are sent away while stock is left.
 * Thread-safe.
 */
final class RetryInsideTransaction implements Seller {

  private static final int RETRIES = 3;

  /** Somebody else was faster; and whatever is asked of a transaction that has met that. */
  private static final Set<String> CONFLICTS = Set.of("40001", "25P02");

  private final LabTables tables;
  private final Gap gap;

  RetryInsideTransaction(LabTables tables, Gap gap) {
    this.tables = tables;
    this.gap = gap;
  }

  @Override
  public Visit sell(Cart cart) throws SQLException, InterruptedException {
    try {
      return tables.transaction(connection -> attempts(connection, cart));
    } catch (SQLException last) {
      if (CONFLICTS.contains(String.valueOf(last.getSQLState()))) {
        return Visit.gaveUp(RETRIES);
      }
      throw last;
    }
  }

  private Visit attempts(Connection connection, Cart cart)
      throws SQLException, InterruptedException {
    try (var isolation = connection.createStatement()) {
      isolation.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ");
    }
    for (var retries = 0; ; retries++) {
      try {
        return attempt(connection, cart, retries);
      } catch (SQLException conflict) {
        if (retries == RETRIES) {
          throw conflict;
        }
      }
    }
  }

  private Visit attempt(Connection connection, Cart cart, int retries)
      throws SQLException, InterruptedException {
    var enough = true;
    var versions = new long[cart.skus().size()];
    for (var i = 0; i < versions.length; i++) {
      var stock = tables.read(connection, cart.sorted().get(i));
      versions[i] = stock.version();
      enough &= stock.units() >= cart.quantity();
    }
    if (retries == 0) {
      gap.seen();
    }
    if (!enough) {
      return new Visit(Visit.Outcome.REFUSED, retries, 0);
    }
    gap.pass();
    for (var i = 0; i < versions.length; i++) {
      if (!tables.subtractIn(connection, cart.sorted().get(i), cart.quantity(), versions[i])) {
        throw new SQLException("Somebody else was faster", "40001");
      }
    }
    tables.insertOrder(connection, cart);
    return new Visit(Visit.Outcome.SOLD, retries, 0);
  }
}
