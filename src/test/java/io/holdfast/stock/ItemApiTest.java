package io.holdfast.stock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import io.holdfast.Api;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Items from their creation to what stays of them. */
@QuarkusTest
class ItemApiTest {

  private static final Api API = new Api("item-api");

  @Test
  void aNewItemIsAnsweredAsItIsReadLater() {
    var created = API.createItem("NEW", 5);
    assertThat(created.header("Location")).endsWith("/api/v1/items/NEW");
    assertThat(created.header("ETag")).isEqualTo("\"0.1\"");
    var read = API.item("NEW");
    assertThat(read.asString()).isEqualTo(created.asString());
    assertThat(read.header("ETag")).isEqualTo(created.header("ETag"));
    read.then()
        .body("sku", equalTo("NEW"))
        .body("onHand", equalTo(5))
        .body("reserved", equalTo(0))
        .body("available", equalTo(5))
        .body("backorderLimit", equalTo(0))
        .body("maxPerOrder", nullValue())
        .body("levels.location", contains("main"))
        .body("levels[0].onHand", equalTo(5));
  }

  @Test
  void aTakenSkuIsRefused() {
    API.createItem("TAKEN", 1);
    var again = API.json("{\"sku\":\"TAKEN\",\"name\":\"Again\"}").post(Api.ITEMS);
    Api.assertRefused(again, 409, "already-exists");
  }

  @Test
  void anItemOfAnUnknownLocationIsRefused() {
    var body = "{\"sku\":\"FAR\",\"name\":\"Far\",\"location\":\"moon\"}";
    Api.assertRefused(API.json(body).post(Api.ITEMS), 404, "not-found");
    Api.assertRefused(API.item("FAR"), 404, "not-found");
  }

  @Test
  void whatTheCallerHasAlreadyIsNotSentAgain() {
    API.createItem("KNOWN", 5);
    var etag = API.etag("KNOWN");
    for (var tags : List.of(etag, "W/" + etag, "\"other\", " + etag, "*")) {
      var answer = API.request().header("If-None-Match", tags).get(Api.ITEMS + "/KNOWN");
      assertThat(answer.statusCode()).as(tags).isEqualTo(304);
      assertThat(answer.header("ETag")).isEqualTo(etag);
      assertThat(answer.asString()).isEmpty();
    }
    assertThat(API.order("KNOWN", 1).statusCode()).isEqualTo(201);
    var answer = API.request().header("If-None-Match", etag).get(Api.ITEMS + "/KNOWN");
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.header("ETag")).isNotEqualTo(etag);
  }

  @ParameterizedTest
  @CsvSource({"application/merge-patch+json,P-MERGE", "application/json,P-JSON"})
  void aPatchChangesWhatItNamesAndNullTakesALimitAway(String type, String sku) {
    var body =
        "{\"sku\":\"%s\",\"name\":\"Old\",\"maxPerOrder\":3,\"lowStockThreshold\":2,\"backorderLimit\":1}";
    API.json(body.formatted(sku)).post(Api.ITEMS);
    var patch = "{\"name\":\"New\",\"maxPerOrder\":null,\"backorderLimit\":null}";
    var etag = API.etag(sku);
    var patched =
        API.json(patch).contentType(type).header("If-Match", etag).patch(Api.ITEMS + "/" + sku);
    patched
        .then()
        .statusCode(200)
        .body("name", equalTo("New"))
        .body("maxPerOrder", nullValue())
        .body("backorderLimit", equalTo(0))
        .body("lowStockThreshold", equalTo(2))
        .body("version", equalTo(1));
    assertThat(API.item(sku).asString()).isEqualTo(patched.asString());
    assertThat(API.etag(sku)).isEqualTo(patched.header("ETag"));
    var stale = API.json(patch).header("If-Match", etag).patch(Api.ITEMS + "/" + sku);
    Api.assertRefused(stale, 412, "version-mismatch");
    assertThat(stale.jsonPath().getLong("current")).isEqualTo(1);
  }

  @Test
  void aPatchThatChangesNothingLeavesTheVersion() {
    API.createItem("SAME", 1);
    for (var patch : List.of("{}", "{\"name\":\"Item SAME\"}")) {
      API.json(patch)
          .header("If-Match", "\"0\"")
          .patch(Api.ITEMS + "/SAME")
          .then()
          .statusCode(200)
          .body("version", equalTo(0));
    }
  }

  @Test
  void anItemsEtagStaysGoodForAPatchWhenOnlyStockHasChanged() {
    API.createItem("SOLD", 5);
    var etag = API.etag("SOLD");
    API.order("SOLD", 1);
    API.json("{\"name\":\"N\"}")
        .header("If-Match", etag)
        .patch(Api.ITEMS + "/SOLD")
        .then()
        .statusCode(200);
  }

  @Test
  void aDeletedItemIsGoneButItsSkuAndItsLedgerStay() {
    API.createItem("GONE", 5);
    API.request()
        .header("If-Match", API.etag("GONE"))
        .delete(Api.ITEMS + "/GONE")
        .then()
        .statusCode(204);
    Api.assertRefused(API.item("GONE"), 404, "not-found");
    Api.assertRefused(API.order("GONE", 1), 404, "not-found");
    var found = API.json("{\"delta\":1,\"reason\":\"found\"}");
    Api.assertRefused(found.post(Api.ITEMS + "/GONE/adjustments"), 404, "not-found");
    var delete = API.request().header("If-Match", "*").delete(Api.ITEMS + "/GONE");
    Api.assertRefused(delete, 404, "not-found");
    var again = API.json("{\"sku\":\"GONE\",\"name\":\"Again\"}").post(Api.ITEMS);
    Api.assertRefused(again, 409, "already-exists");
    API.request().get(Api.ITEMS + "?q=GONE").then().body("items", empty());
    API.request()
        .get(Api.ITEMS + "/GONE/movements")
        .then()
        .statusCode(200)
        .body("items.kind", contains("deleted", "received"))
        .body("items[0].onHandDelta", equalTo(-5))
        .body("items[0].onHandAfter", equalTo(0));
  }

  @Test
  void whatIsReservedCannotBeDeleted() {
    API.createItem("HELD", 5);
    String order = API.order("HELD", 2).path("id");
    var refused = API.request().header("If-Match", "*").delete(Api.ITEMS + "/HELD");
    Api.assertRefused(refused, 409, "stock-in-use");
    assertThat(refused.jsonPath().getLong("reserved")).isEqualTo(2);
    API.item("HELD").then().statusCode(200).body("onHand", equalTo(5));
    API.empty().post(Api.ORDERS + "/" + order + "/cancel").then().statusCode(200);
    API.request().header("If-Match", "*").delete(Api.ITEMS + "/HELD").then().statusCode(204);
  }

  @Test
  void theListOfItemsIsPagedBySkuWithoutGapOrRepeat() {
    var shop = new Api("item-pages");
    var skus = IntStream.range(0, 7).mapToObj(i -> "PAGE-" + i).toList();
    skus.forEach(sku -> shop.createItem(sku, 1));
    var seen = new ArrayList<String>();
    var path = Api.ITEMS + "?limit=3";
    for (var page = shop.request().get(path); ; page = shop.request().get(path)) {
      JsonPath list = page.then().statusCode(200).extract().jsonPath();
      seen.addAll(list.getList("items.sku"));
      if (list.get("next") == null) {
        assertThat(page.header("Link")).isNull();
        break;
      }
      path = Api.ITEMS + "?limit=3&after=" + list.getString("next");
      assertThat(page.header("Link")).contains(path).endsWith(">; rel=\"next\"");
    }
    assertThat(seen).isEqualTo(skus);
  }

  @Test
  void theListOfItemsFindsPartsOfTheNameAndOfTheSkuInAnyCase() {
    var shop = new Api("item-search");
    shop.json("{\"sku\":\"TEA-100_A\",\"name\":\"Grüner Tee\"}").post(Api.ITEMS);
    shop.json("{\"sku\":\"MUG\",\"name\":\"100% porcelain\"}").post(Api.ITEMS);
    var found =
        new String[][] {
          {"tee", "TEA-100_A"},
          {"GR%C3%9C", "TEA-100_A"},
          {"mug", "MUG"},
          {"0%25", "MUG"},
          {"0_", "TEA-100_A"}
        };
    for (var query : found) {
      shop.request()
          .get(Api.ITEMS + "?q=" + query[0])
          .then()
          .statusCode(200)
          .body("items.sku", contains(query[1]));
    }
    shop.request().get(Api.ITEMS + "?q=%27%20OR%201=1").then().body("items", empty());
  }

  @Test
  void theListOfItemsFindsWhatRunsLow() {
    var shop = new Api("item-low");
    shop.json("{\"sku\":\"LOW\",\"name\":\"N\",\"onHand\":3,\"lowStockThreshold\":2}")
        .post(Api.ITEMS);
    shop.createItem("UNWATCHED", 0);
    shop.request().get(Api.ITEMS + "?lowStock=true").then().body("items", empty());
    shop.order("LOW", 1);
    shop.request().get(Api.ITEMS + "?lowStock=true").then().body("items.sku", contains("LOW"));
  }
}
