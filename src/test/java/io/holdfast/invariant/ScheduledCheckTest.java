package io.holdfast.invariant;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.Api;
import io.holdfast.Scrape;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/** The books of all shops are checked without anybody asking, and the series say what was found. */
@QuarkusTest
class ScheduledCheckTest {

  private static final String VIOLATIONS = "holdfast_invariant_violations";
  private static final String CHECKED = "holdfast_invariant_checked_timestamp_seconds";
  private static final String BROKEN = "counters-equal-ledger";

  @Inject ScheduledCheck check;
  @Inject DataSource dataSource;

  @Test
  void aViolationInAnyShopIsSeenUntilItIsRepairedAndAnotherShopDoesNotHideIt() throws Exception {
    var api = new Api("scheduled-check");
    api.createItem("S", 5);
    check.run();
    var before = Scrape.now();
    damage(1);
    check.run();
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
    check.run();
    var before = Scrape.now();
    try (var other = dataSource.getConnection()) {
      other.setAutoCommit(false);
      try (var lock = other.createStatement()) {
        lock.execute("SET LOCAL idle_in_transaction_session_timeout = 0");
        lock.execute("LOCK TABLE event");
        check.run();
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
    check.run();
    assertThat(Scrape.now().value(CHECKED, "invariant", "events-in-batches"))
        .isGreaterThan(after.value(CHECKED, "invariant", "events-in-batches"));
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
