package io.holdfast.invariant;

import io.holdfast.platform.database.Transactions;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import org.jboss.logging.Logger;

/** Checks a shop's books, and tells the metrics. Reads only, and locks nothing. Thread-safe. */
@ApplicationScoped
class Invariants {

  private static final Logger LOG = Logger.getLogger(Invariants.class);

  private final Transactions transactions;
  private final InvariantMetrics metrics;

  Invariants(Transactions transactions, InvariantMetrics metrics) {
    this.transactions = transactions;
    this.metrics = metrics;
  }

  InvariantReport check(String shop) {
    return transactions.read(
        connection -> {
          var checks = new ArrayList<InvariantReport.Check>();
          for (var invariant : Invariant.values()) {
            var violations = violations(connection, invariant, shop);
            checks.add(
                new InvariantReport.Check(invariant.label(), violations.isEmpty(), violations));
          }
          try (var clock = connection.prepareStatement("SELECT now()");
              var row = clock.executeQuery()) {
            row.next();
            return new InvariantReport(
                checks.stream().allMatch(InvariantReport.Check::ok),
                row.getObject(1, OffsetDateTime.class).toInstant(),
                List.copyOf(checks));
          }
        });
  }

  /** Checks one invariant of one shop; what it found is in the metrics and in the log. */
  void check(Invariant invariant, String shop) {
    transactions.read(connection -> violations(connection, invariant, shop));
  }

  /** Every shop that has ever had an item. */
  List<String> shops() {
    return transactions.read(
        connection -> {
          try (var select = connection.prepareStatement("SELECT DISTINCT shop FROM item");
              var row = select.executeQuery()) {
            var shops = new ArrayList<String>();
            while (row.next()) {
              shops.add(row.getString(1));
            }
            return shops;
          }
        });
  }

  private List<String> violations(Connection connection, Invariant invariant, String shop)
      throws SQLException {
    var violations = select(connection, invariant, shop);
    if (metrics.found(invariant, shop, violations.size()) && !violations.isEmpty()) {
      LOG.errorf(
          "Invariant %s is violated in shop %s: %s", invariant.label(), shop, violations.get(0));
    }
    return violations;
  }

  private static List<String> select(Connection connection, Invariant invariant, String shop)
      throws SQLException {
    try (var select = connection.prepareStatement(invariant.sql())) {
      for (var parameter = 1; parameter <= invariant.parameters(); parameter++) {
        select.setString(parameter, shop);
      }
      try (var row = select.executeQuery()) {
        var violations = new ArrayList<String>();
        while (row.next()) {
          violations.add(row.getString(1));
        }
        return List.copyOf(violations);
      }
    }
  }
}
