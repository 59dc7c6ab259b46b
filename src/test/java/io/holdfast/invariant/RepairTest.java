package io.holdfast.invariant;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.Api;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.util.Map;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/** A level is set to what its ledger says, in the open; the rest is explained and left alone. */
@QuarkusTest
class RepairTest {

  @Inject DataSource dataSource;

  @Test
  void aDriftIsExplainedThenRepairedAndTold() throws Exception {
    var books = sold("repair-drift");
    var api = books.api();
    books.run("UPDATE stock_level SET on_hand = on_hand + 4, reserved = reserved + 1");
    var before = api.state();
    var explained = repair(api, false).jsonPath();
    assertThat(explained.getBoolean("applied")).isFalse();
    assertThat(explained.getMap("counters"))
        .isEqualTo(Map.of("onHand", 13, "reserved", 3, "version", 2));
    assertThat(explained.getMap("ledger"))
        .isEqualTo(Map.of("onHand", 9, "reserved", 2, "version", 2));
    assertThat(explained.getLong("allocated")).isEqualTo(2);
    assertThat(api.state()).isEqualTo(before);
    assertThat(books.count("stock_movement")).isEqualTo(2);
    var events = books.count("event");

    var repaired = repair(api, true).jsonPath();
    assertThat(repaired.getBoolean("applied")).isTrue();
    var level = api.item("R").jsonPath();
    assertThat(level.getLong("levels[0].onHand")).isEqualTo(9);
    assertThat(level.getLong("levels[0].reserved")).isEqualTo(2);
    var newest = api.request().get(Api.ITEMS + "/R/movements?limit=1").jsonPath();
    assertThat(newest.getString("items[0].kind")).isEqualTo("adjusted");
    assertThat(newest.getLong("items[0].onHandDelta")).isZero();
    assertThat(newest.getString("items[0].reason"))
        .isEqualTo("repaired: on hand 13 to 9, reserved 3 to 2");
    assertThat(books.count("event")).isEqualTo(events + 1);
    assertThat(books.check("full").getBoolean("ok")).isTrue();

    assertThat(repair(api, true).jsonPath().getBoolean("applied")).as("again").isFalse();
    assertThat(books.count("stock_movement")).isEqualTo(3);
  }

  @Test
  void aLedgerThatPromisesTooMuchIsNotFollowed() throws Exception {
    var books = sold("repair-refused");
    books.run(
        "UPDATE stock_movement SET reserved_delta = 50, reserved_after = 50 WHERE version = 2");
    var before = books.api().state();
    Api.assertRefused(repair(books.api(), true), 409, "stock-in-use");
    assertThat(repair(books.api(), false).jsonPath().getLong("ledger.reserved")).isEqualTo(50);
    assertThat(books.api().state()).isEqualTo(before);
  }

  @Test
  void aGapIsToldAndNotRepaired() throws Exception {
    var books = sold("repair-gap");
    books.run("DELETE FROM stock_movement WHERE version = 2");
    books.run("UPDATE stock_level SET on_hand = 8");
    var report = repair(books.api(), true).jsonPath();
    assertThat(report.getBoolean("applied")).isFalse();
    assertThat(report.getString("explanation")).contains("a movement is missing");
    books.run("UPDATE stock_movement SET version = 2 WHERE version = 1");
    report = repair(books.api(), true).jsonPath();
    assertThat(report.getBoolean("applied")).isFalse();
    assertThat(report.getString("explanation")).contains("version 2 does not follow");
    assertThat(books.count("stock_movement")).isEqualTo(1);
  }

  @Test
  void ordersThatDisagreeWithTheLedgerAreNamedAndLeftAlone() throws Exception {
    var books = sold("repair-orders");
    books.run("UPDATE allocation SET quantity = quantity + 1");
    var order = books.api().request().get(Api.ORDERS).jsonPath().getString("items[0].id");
    var report = repair(books.api(), true).jsonPath();
    assertThat(report.getLong("allocated")).isEqualTo(3);
    assertThat(report.getString("explanation")).contains("in the orders " + order);
    assertThat(report.getBoolean("applied")).isFalse();
    assertThat(books.count("(SELECT * FROM allocation WHERE quantity = 3) a")).isEqualTo(1);
  }

  @Test
  void aLevelThatIsNotThereIsNotFound() {
    Api.assertRefused(repair(new Api("repair-nothing"), true), 404, "not-found");
  }

  private Damage sold(String shop) {
    var books = new Damage(dataSource, shop);
    books.api().createItem("R", 9);
    books.api().order("R", 2);
    return books;
  }

  private static Response repair(Api api, boolean apply) {
    return api.json("{\"sku\":\"R\",\"location\":\"main\",\"apply\":%s}".formatted(apply))
        .post("/api/v1/invariants/repairs");
  }
}
