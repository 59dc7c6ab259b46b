package io.holdfast.stock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;

import io.holdfast.Api;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Stock that is carried from one location to another. */
@QuarkusTest
class TransferApiTest {

  private static final Api API = new Api("transfer-api");

  @BeforeEach
  void aSecondLocation() {
    API.json("{\"code\":\"attic\"}").post("/api/v1/locations");
  }

  @Test
  void aTransferMovesUnitsAndCreatesTheLevelTheyGoTo() {
    API.createItem("MOVED", 10);
    var body = "{\"from\":\"main\",\"to\":\"attic\",\"quantity\":4,\"reference\":\"R\"}";
    var moved = keyed("MOVED", body);
    moved
        .then()
        .statusCode(201)
        .body("movements.kind", contains("transferred_out", "transferred_in"))
        .body("movements.location", contains("main", "attic"))
        .body("movements.onHandDelta", contains(-4, 4))
        .body("movements.onHandAfter", contains(6, 4))
        .body("movements.levelVersion", contains(2, 1))
        .body("movements.reference", contains("R", "R"));
    var again = keyed("MOVED", body);
    again.then().statusCode(201).header("Idempotent-Replayed", equalTo("true"));
    assertThat(again.asString()).isEqualTo(moved.asString());
    API.item("MOVED")
        .then()
        .body("onHand", equalTo(10))
        .body("levels.location", contains("attic", "main"))
        .body("levels.onHand", contains(4, 6));
    API.request()
        .get(Api.ITEMS + "/MOVED/movements?limit=2")
        .then()
        .body("items.kind", contains("transferred_in", "transferred_out"));
    theBooksBalance();
  }

  @Test
  void onlyWhatIsNotReservedMoves() {
    API.createItem("PROMISED", 10);
    API.order("PROMISED", 7);
    var refused = transfer("PROMISED", body("main", "attic", 4));
    Api.assertRefused(refused, 409, "stock-in-use");
    assertThat(refused.jsonPath().getLong("reserved")).isEqualTo(7);
    transfer("PROMISED", body("main", "attic", 3)).then().statusCode(201);
    var nothingThere = transfer("PROMISED", body("attic", "main", 4));
    Api.assertRefused(nothingThere, 409, "stock-in-use");
    API.item("PROMISED").then().body("levels.onHand", contains(3, 7));
  }

  @Test
  void aTransferOfWhatIsNotThereIsNotFound() {
    API.createItem("HERE", 1);
    Api.assertRefused(transfer("NOT-HERE", body("main", "attic", 1)), 404, "not-found");
    Api.assertRefused(transfer("HERE", body("main", "moon", 1)), 404, "not-found");
    Api.assertRefused(transfer("HERE", body("moon", "main", 1)), 404, "not-found");
    API.createItem("DELETED", 1);
    API.request().header("If-Match", "*").delete(Api.ITEMS + "/DELETED");
    Api.assertRefused(transfer("DELETED", body("main", "attic", 1)), 404, "not-found");
  }

  @Test
  void aLevelHasAnUpperBound() {
    API.createItem("FULL", 1_000_000_000_000L);
    LocationApiTest.level(API, "FULL", "attic", 1);
    Api.assertInvalid(transfer("FULL", body("attic", "main", 1)), "quantity");
    API.item("FULL").then().body("levels.onHand", contains(1, 1_000_000_000_000L));
  }

  @Test
  void ifMatchAsksAboutTheLevelThatTheUnitsLeave() {
    API.createItem("MATCH", 5);
    var path = Api.ITEMS + "/MATCH/transfers";
    var stale = API.json(body("main", "attic", 1)).header("If-Match", "\"0\"").post(path);
    Api.assertRefused(stale, 412, "version-mismatch");
    var seen = API.json(body("main", "attic", 1)).header("If-Match", "\"1\"");
    seen.post(path).then().statusCode(201);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "from|{\"to\":\"attic\",\"quantity\":1}",
        "to|{\"from\":\"main\",\"quantity\":1}",
        "to|{\"from\":\"main\",\"to\":\"main\",\"quantity\":1}",
        "to|{\"from\":\"main\",\"to\":\"no where\",\"quantity\":1}",
        "quantity|{\"from\":\"main\",\"to\":\"attic\"}",
        "quantity|{\"from\":\"main\",\"to\":\"attic\",\"quantity\":0}",
        "quantity|{\"from\":\"main\",\"to\":\"attic\",\"quantity\":-1}",
        "quantity|{\"from\":\"main\",\"to\":\"attic\",\"quantity\":1.5}",
        "quantity|{\"from\":\"main\",\"to\":\"attic\",\"quantity\":1000001}",
        "reason|{\"from\":\"main\",\"to\":\"attic\",\"quantity\":1,\"reason\":\"r\"}"
      })
  void aTransferNamesTheFieldThatIsWrong(String field, String body) {
    Api.assertInvalid(transfer("ANY", body), field);
  }

  private static Response transfer(String sku, String body) {
    return API.json(body).post(Api.ITEMS + "/" + sku + "/transfers");
  }

  private static Response keyed(String sku, String body) {
    var request = API.json(body).header("Idempotency-Key", sku);
    return request.post(Api.ITEMS + "/" + sku + "/transfers");
  }

  private static String body(String from, String to, long quantity) {
    return "{\"from\":\"%s\",\"to\":\"%s\",\"quantity\":%d}".formatted(from, to, quantity);
  }

  private static void theBooksBalance() {
    API.empty().post("/api/v1/invariants/check").then().body("ok", equalTo(true));
  }
}
