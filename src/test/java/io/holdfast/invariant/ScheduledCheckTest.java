package io.holdfast.invariant;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.Api;
import io.holdfast.Scrape;
import io.quarkus.arc.ClientProxy;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/** The books of all shops are checked without anybody asking, and the series say what was found. */
@QuarkusTest
class ScheduledCheckTest {

  private static final String VIOLATIONS = "holdfast_invariant_violations";
  private static final String CHECKED = "holdfast_invariant_checked_timestamp_seconds";
  private static final String BROKEN = "counters-equal-ledger";

  @Inject ScheduledCheck check;
  @Inject Turns turns;
  @Inject Invariants invariants;
  @Inject Results results;
  @Inject DataSource dataSource;

  @Test
  void aViolationInAnyShopIsSeenUntilItIsRepairedAndAnotherShopDoesNotHideIt() throws Exception {
    var api = new Api("scheduled-check");
    api.createItem("S", 5);
    checkAll();
    var before = Scrape.now();
    damage(1);
    checkAll();
    var after = Scrape.now();
    var violations = before.value(VIOLATIONS, "invariant", BROKEN);
    assertThat(after.value(VIOLATIONS, "invariant", BROKEN)).isEqualTo(violations + 1);
    for (var invariant : Invariant.values()) {
      assertThat(after.value(CHECKED, "invariant", invariant.label()))
          .as(invariant.label())
          .isGreaterThan(before.value(CHECKED, "invariant", invariant.label()));
    }
    new Api("somewhere-else").empty().post("/api/v1/invariants/check").then().statusCode(200);
    assertThat(Scrape.now().value(VIOLATIONS, "invariant", BROKEN)).isEqualTo(violations + 1);
    damage(-1);
    api.empty().post("/api/v1/invariants/check").then().statusCode(200);
    assertThat(Scrape.now().value(VIOLATIONS, "invariant", BROKEN)).isEqualTo(violations);
  }

  @Test
  void whatCannotBeCheckedKeepsItsTimeStamp() throws Exception {
    new Api("scheduled-check-2").createItem("S", 5);
    check.run(Scope.FULL, Duration.ZERO);
    var before = Scrape.now();
    try (var other = dataSource.getConnection()) {
      other.setAutoCommit(false);
      try (var lock = other.createStatement()) {
        lock.execute("SET LOCAL idle_in_transaction_session_timeout = 0");
        lock.execute("LOCK TABLE event");
        check.run(Scope.FULL, Duration.ZERO);
      } finally {
        other.rollback();
        other.setAutoCommit(true);
      }
    }
    var after = Scrape.now();
    assertThat(after.value(CHECKED, "invariant", "orders-whole"))
        .isGreaterThan(before.value(CHECKED, "invariant", "orders-whole"));
    assertThat(after.value(CHECKED, "invariant", "events-in-batches"))
        .isEqualTo(before.value(CHECKED, "invariant", "events-in-batches"));
    check.run(Scope.FULL, Duration.ZERO);
    assertThat(Scrape.now().value(CHECKED, "invariant", "events-in-batches"))
        .isGreaterThan(after.value(CHECKED, "invariant", "events-in-batches"));
  }

  @Test
  void ofTwoProcessesEachChecksTheShopsThatTheOtherDoesNot() throws Exception {
    var shops = List.of("share-1", "share-2", "share-3", "share-4");
    shops.forEach(shop -> new Api(shop).createItem("S", 5));
    var start = new CyclicBarrier(2);
    Callable<List<String>> process =
        () -> {
          var round = new Round(Scope.RECENT, turns, invariants, results);
          start.await();
          return round.run(Duration.ZERO);
        };
    var threads = Executors.newFixedThreadPool(2);
    var checked = new ArrayList<String>();
    // The application's own rounds wait.
    synchronized (ClientProxy.unwrap(check).round(Scope.RECENT)) {
      for (var each : threads.invokeAll(List.of(process, process))) {
        checked.addAll(each.get());
      }
    }
    threads.shutdown();
    assertThat(checked).doesNotHaveDuplicates().containsAll(shops);
  }

  @Test
  void aShopWaitsForItsIntervalAndALeaseForItsEnd() {
    new Api("lease").createItem("S", 5);
    check.run(Scope.RECENT, Duration.ZERO);
    assertThat(check.run(Scope.RECENT, Duration.ofHours(1))).doesNotContain("lease");
    synchronized (ClientProxy.unwrap(check).round(Scope.RECENT)) {
      // A process that takes all turns, and dies.
      var before = turns.now();
      while (turns.claim(Scope.RECENT, before).isPresent()) {}
      assertThat(check.run(Scope.RECENT, Duration.ZERO)).doesNotContain("lease");
      expire();
      assertThat(check.run(Scope.RECENT, Duration.ZERO)).contains("lease");
    }
  }

  private void checkAll() {
    check.run(Scope.RECENT, Duration.ZERO);
    check.run(Scope.FULL, Duration.ZERO);
  }

  private void expire() {
    try (var connection = dataSource.getConnection();
        var update = connection.createStatement()) {
      update.execute("UPDATE invariant_round SET leased_until = now() - interval '1 second'");
    } catch (SQLException failure) {
      throw new AssertionError(failure);
    }
  }

  private void damage(int delta) throws SQLException {
    try (var connection = dataSource.getConnection();
        var update =
            connection.prepareStatement(
                "UPDATE stock_level SET on_hand = on_hand + ? WHERE shop = 'scheduled-check'")) {
      update.setInt(1, delta);
      assertThat(update.executeUpdate()).isEqualTo(1);
    }
  }
}
