package io.holdfast.invariant;

import io.holdfast.platform.database.Transactions;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;

/** Checks a shop's books. Reads only, and locks nothing. Thread-safe. */
@ApplicationScoped
class Invariants {

  private final Transactions transactions;

  Invariants(Transactions transactions) {
    this.transactions = transactions;
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

  private static List<String> violations(Connection connection, Invariant invariant, String shop)
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
