package io.holdfast.invariant;

import io.holdfast.platform.database.DatabaseUnavailableException;
import io.holdfast.platform.problem.Problem;
import io.holdfast.platform.problem.ProblemType;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;

/**
 * Checks a shop's books, and takes note of what it found. Of the books it reads only, and locks
 * nothing. Thread-safe.
 */
@ApplicationScoped
class Invariants {

  /** Full checks for callers that run in one process at once; each may be long. */
  private static final int MOST_FULL = 2;

  private final Semaphore fullChecks = new Semaphore(MOST_FULL);
  private final LongReads reads;
  private final LedgerWalk ledger;
  private final RecentOrders orders;
  private final Turns turns;
  private final Results results;

  Invariants(
      LongReads reads, LedgerWalk ledger, RecentOrders orders, Turns turns, Results results) {
    this.reads = reads;
    this.ledger = ledger;
    this.orders = orders;
    this.turns = turns;
    this.results = results;
  }

  /**
   * Checks a shop for somebody who asks.
   *
   * @throws Problem {@code unavailable} where a full check takes too long, {@code overloaded} where
   *     others are at it
   */
  InvariantReport check(String shop, Scope scope) {
    try {
      var violations =
          scope == Scope.FULL ? everything(shop) : recent(turns.unclaimed(shop), () -> {});
      var checkedAt = turns.now().toInstant();
      results.publish();
      return report(scope, checkedAt, violations);
    } catch (DatabaseUnavailableException tooLong) {
      throw new Problem(
          ProblemType.UNAVAILABLE,
          scope == Scope.FULL
              ? "The full check met its time limit; with scope=recent only what is new is checked."
              : "The check met its time limit.");
    }
  }

  private Map<Invariant, List<String>> everything(String shop) {
    if (!fullChecks.tryAcquire()) {
      throw new Problem(ProblemType.OVERLOADED, "Other full checks are running; come back later.")
          .retryAfter(5);
    }
    try {
      var violations = new EnumMap<Invariant, List<String>>(Invariant.class);
      for (var invariant : Invariant.values()) {
        violations.put(invariant, full(shop, invariant));
      }
      return violations;
    } finally {
      fullChecks.release();
    }
  }

  /** Checks one invariant in one statement; returns the violations. */
  List<String> full(String shop, Invariant invariant) {
    var violations =
        reads.read(
            connection -> {
              try (var select = connection.prepareStatement(invariant.sql())) {
                for (var parameter = 1; parameter <= invariant.parameters(); parameter++) {
                  select.setString(parameter, shop);
                }
                try (var row = select.executeQuery()) {
                  var found = new ArrayList<String>();
                  while (row.next()) {
                    found.add(row.getString(1));
                  }
                  return List.copyOf(found);
                }
              }
            });
    results.found(Scope.FULL, shop, invariant, violations);
    return violations;
  }

  /**
   * Checks what is new; returns the violations.
   *
   * @param afterSlice called after every statement or two
   */
  Map<Invariant, List<String>> recent(Turns.Turn turn, Runnable afterSlice) {
    var findings = new Findings(Invariant.RECENT);
    ledger.walk(turn.shop(), findings, afterSlice);
    orders.check(turn.shop(), turn.ordersFrom(), turn.startedAt(), findings, afterSlice);
    findings
        .violations()
        .forEach((invariant, found) -> results.found(Scope.RECENT, turn.shop(), invariant, found));
    return findings.violations();
  }

  private static InvariantReport report(
      Scope scope, Instant checkedAt, Map<Invariant, List<String>> violations) {
    var checks =
        violations.entrySet().stream()
            .map(
                check ->
                    new InvariantReport.Check(
                        check.getKey().label(), check.getValue().isEmpty(), check.getValue()))
            .toList();
    return new InvariantReport(
        checks.stream().allMatch(InvariantReport.Check::ok), checkedAt, scope.label(), checks);
  }
}
