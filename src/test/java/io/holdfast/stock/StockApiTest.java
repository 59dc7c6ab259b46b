package io.holdfast.stock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import io.holdfast.Api;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Stock changed by hand: adjustments, stock-takes, and the ledger that shows them. */
@QuarkusTest
class StockApiTest {

  private static final Api API = new Api("stock-api");

  @ParameterizedTest
  @CsvSource({
    "received,4,received",
    "damaged,-1,adjusted",
    "lost,-1,adjusted",
    "found,1,adjusted",
    "correction,-2,adjusted"
  })
  void anAdjustmentIsAnsweredWithItsMovement(String reason, int delta, String kind) {
    var sku = "ADJ-" + reason;
    API.createItem(sku, 10);
    var body = "{\"delta\":%d,\"reason\":\"%s\",\"reference\":\"R\"}".formatted(delta, reason);
    var movement = adjust(sku, body);
    movement
        .then()
        .statusCode(201)
        .body("sku", equalTo(sku))
        .body("location", equalTo("main"))
        .body("kind", equalTo(kind))
        .body("onHandDelta", equalTo(delta))
        .body("reservedDelta", equalTo(0))
        .body("onHandAfter", equalTo(10 + delta))
        .body("reservedAfter", equalTo(0))
        .body("levelVersion", equalTo(2))
        .body("orderId", nullValue())
        .body("reason", equalTo(reason))
        .body("reference", equalTo("R"))
        .body("actor", equalTo("anonymous"));
    API.item(sku).then().body("onHand", equalTo(10 + delta));
    var ledger = API.request().get(Api.ITEMS + "/" + sku + "/movements");
    assertThat(ledger.jsonPath().getMap("items[0]")).isEqualTo(movement.jsonPath().getMap(""));
  }

  @Test
  void whatIsReservedCannotBeAdjustedAway() {
    API.createItem("PROMISED", 10);
    API.order("PROMISED", 7);
    var refused = adjust("PROMISED", "{\"delta\":-4,\"reason\":\"lost\"}");
    Api.assertRefused(refused, 409, "stock-in-use");
    assertThat(refused.jsonPath().getLong("reserved")).isEqualTo(7);
    adjust("PROMISED", "{\"delta\":-3,\"reason\":\"lost\"}").then().statusCode(201);
    API.item("PROMISED").then().body("onHand", equalTo(7)).body("available", equalTo(0));
  }

  @Test
  void stockHasAnUpperBound() {
    API.createItem("FULL", 1);
    var most = "{\"delta\":1000000000000,\"reason\":\"received\"}";
    Api.assertInvalid(adjust("FULL", most), "delta");
    adjust("FULL", most.replace("1000000000000", "999999999999")).then().statusCode(201);
    Api.assertInvalid(adjust("FULL", "{\"delta\":1,\"reason\":\"found\"}"), "delta");
    API.item("FULL").then().body("onHand", equalTo(1_000_000_000_000L));
  }

  @Test
  void anAdjustmentOfWhatIsNotThereIsNotFound() {
    API.createItem("HERE", 1);
    var found = "{\"delta\":1,\"reason\":\"found\"}";
    Api.assertRefused(adjust("NOT-HERE", found), 404, "not-found");
    var elsewhere = "{\"delta\":1,\"reason\":\"found\",\"location\":\"moon\"}";
    Api.assertRefused(adjust("HERE", elsewhere), 404, "not-found");
  }

  @Test
  void anAdjustmentHonoursIfMatchOnTheLevel() {
    API.createItem("MATCH", 1);
    var body = "{\"delta\":1,\"reason\":\"found\"}";
    var path = Api.ITEMS + "/MATCH/adjustments";
    API.json(body).header("If-Match", "\"1\"").post(path).then().statusCode(201);
    var stale = API.json(body).header("If-Match", "\"1\"").post(path);
    Api.assertRefused(stale, 412, "version-mismatch");
    assertThat(stale.jsonPath().getLong("current")).isEqualTo(2);
  }

  @Test
  void anAdjustmentRunsOncePerKey() {
    API.createItem("KEYED", 10);
    var path = Api.ITEMS + "/KEYED/adjustments";
    var body = "{\"delta\":-2,\"reason\":\"lost\"}";
    var first = API.json(body).header("Idempotency-Key", "adj").post(path);
    first.then().statusCode(201).header("Idempotent-Replayed", nullValue());
    var second = API.json(body).header("Idempotency-Key", "adj").post(path);
    second.then().statusCode(201).header("Idempotent-Replayed", equalTo("true"));
    assertThat(second.asString()).isEqualTo(first.asString());
    API.item("KEYED").then().body("onHand", equalTo(8));
    var other = API.json(body.replace("2", "3")).header("Idempotency-Key", "adj").post(path);
    Api.assertRefused(other, 422, "idempotency-key-reused");
    API.createItem("KEYED-2", 10);
    var elsewhere =
        API.json(body).header("Idempotency-Key", "adj").post(path.replace("KEYED", "KEYED-2"));
    Api.assertRefused(elsewhere, 422, "idempotency-key-reused");
    API.item("KEYED-2").then().body("onHand", equalTo(10));
  }

  @Test
  void aStockTakeComparesBeforeItSets() {
    API.createItem("COUNT", 10);
    API.order("COUNT", 4);
    var path = Api.ITEMS + "/COUNT/levels/main";
    var level = API.request().get(path);
    var etag = level.header("ETag");
    assertThat(etag).isEqualTo("\"2\"");
    level.then().statusCode(200).body("onHand", equalTo(10)).body("reserved", equalTo(4));
    var count = "{\"onHand\":9,\"reason\":\"year end\"}";
    Api.assertRefused(API.json(count).put(path), 428, "precondition-required");
    var counted = API.json(count).header("If-Match", etag).put(path);
    counted.then().statusCode(200).body("onHand", equalTo(9)).body("version", equalTo(3));
    assertThat(counted.header("ETag")).isEqualTo("\"3\"");
    assertThat(API.request().get(path).asString()).isEqualTo(counted.asString());
    assertThat(API.request().header("If-None-Match", "\"3\"").get(path).statusCode())
        .isEqualTo(304);
    var stale = API.json(count).header("If-Match", etag).put(path);
    Api.assertRefused(stale, 412, "version-mismatch");
    assertThat(stale.jsonPath().getLong("current")).isEqualTo(3);
    var tooFew = API.json("{\"onHand\":3}").header("If-Match", "\"3\"").put(path);
    Api.assertRefused(tooFew, 409, "stock-in-use");
    API.request()
        .get(Api.ITEMS + "/COUNT/movements?limit=1")
        .then()
        .body("items[0].kind", equalTo("counted"))
        .body("items[0].onHandDelta", equalTo(-1))
        .body("items[0].reason", equalTo("year end"));
  }

  @Test
  void aStockTakeThatCreatesALevelFailsWhereThereIsOne() {
    API.createItem("LEVEL", 10);
    var path = Api.ITEMS + "/LEVEL/levels/";
    var create = API.json("{\"onHand\":9}").header("If-None-Match", "*");
    Api.assertRefused(create.put(path + "main"), 412, "version-mismatch");
    var nowhere = API.json("{\"onHand\":9}").header("If-None-Match", "*");
    Api.assertRefused(nowhere.put(path + "moon"), 404, "not-found");
    API.item("LEVEL").then().body("onHand", equalTo(10));
  }

  @Test
  void theLedgerIsPagedWithoutGapOrRepeatWhileItGrows() {
    API.createItem("LEDGER", 1);
    for (var i = 0; i < 9; i++) {
      adjust("LEDGER", "{\"delta\":1,\"reason\":\"found\"}");
    }
    List<Long> versions = new ArrayList<>();
    var path = Api.ITEMS + "/LEDGER/movements?limit=3";
    for (String next = ""; next != null; ) {
      var page = API.request().get(path + next);
      page.then().statusCode(200);
      versions.addAll(page.jsonPath().getList("items.levelVersion", Long.class));
      adjust("LEDGER", "{\"delta\":1,\"reason\":\"found\"}").then().statusCode(201);
      var cursor = page.jsonPath().getString("next");
      next = cursor == null ? null : "&after=" + cursor;
    }
    assertThat(versions).isEqualTo(LongStream.rangeClosed(1, 10).map(i -> 11 - i).boxed().toList());
  }

  @Test
  void theLedgerOfAnItemWithoutStockIsEmptyAndOfNoItemNotFound() {
    API.createItem("QUIET", 0);
    API.request()
        .get(Api.ITEMS + "/QUIET/movements")
        .then()
        .statusCode(200)
        .body("items.size()", equalTo(0))
        .body("next", nullValue());
    Api.assertRefused(API.request().get(Api.ITEMS + "/NEVER/movements"), 404, "not-found");
  }

  private static Response adjust(String sku, String body) {
    return API.json(body).post(Api.ITEMS + "/" + sku + "/adjustments");
  }
}
