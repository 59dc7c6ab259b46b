package io.holdfast.order;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;

import io.holdfast.Api;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Orders as callers place, find and cancel them. */
@QuarkusTest
class OrderApiTest {

  private static final Api API = new Api("order-api");
  private static final String UNKNOWN = "/01900000-0000-7000-8000-000000000000";

  @Test
  void anOrderTakesStockAndTheListFindsIt() {
    API.createItem("API-1", 3);
    var placed =
        API.json("{\"lines\":[{\"sku\":\"API-1\",\"quantity\":2}]}")
            .header("Idempotency-Key", "api-1")
            .post(Api.ORDERS);
    placed.then().statusCode(201);
    API.request()
        .get(Api.ORDERS + "?sku=API-1")
        .then()
        .statusCode(200)
        .body("items[0].lines[0].reserved", equalTo(2));
  }

  @Test
  void anOrderIsReadAsItWasAnswered() {
    API.createItem("READ", 5);
    var body =
        "{\"customer\":\"c\",\"reference\":\"r\",\"metadata\":{\"a\":[1,{\"b\":\"ü\"}]},"
            + "\"lines\":[{\"sku\":\"READ\",\"quantity\":2}]}";
    var placed = API.json(body).post(Api.ORDERS);
    placed
        .then()
        .statusCode(201)
        .body("status", equalTo("CONFIRMED"))
        .body("customer", equalTo("c"))
        .body("reference", equalTo("r"))
        .body("metadata.a[1].b", equalTo("ü"))
        .body("lines", hasSize(1))
        .body("lines[0].requested", equalTo(2))
        .body("lines[0].reserved", equalTo(2))
        .body("lines[0].backordered", equalTo(0))
        .body("lines[0].fulfilled", equalTo(0))
        .body("lines[0].returned", equalTo(0))
        .body("lines[0].allocations[0].location", equalTo("main"))
        .body("lines[0].allocations[0].quantity", equalTo(2));
    var path = Api.ORDERS + "/" + id(placed);
    assertThat(placed.header("Location")).endsWith(path);
    var read = API.request().get(path);
    assertThat(read.asString()).isEqualTo(placed.asString());
    assertThat(read.header("ETag")).isEqualTo(placed.header("ETag")).isEqualTo("\"0\"");
    var known = API.request().header("If-None-Match", read.header("ETag")).get(path);
    assertThat(known.statusCode()).isEqualTo(304);
    API.item("READ").then().body("reserved", equalTo(2)).body("available", equalTo(3));
  }

  @Test
  void linesOfOneSkuAreSummedAndEchoedAsOne() {
    API.createItem("SUM-A", 5);
    API.createItem("SUM-B", 5);
    var lines =
        "{\"lines\":[{\"sku\":\"SUM-B\",\"quantity\":2},{\"sku\":\"SUM-A\",\"quantity\":1},"
            + "{\"sku\":\"SUM-B\",\"quantity\":%d}]}";
    API.json(lines.formatted(3))
        .post(Api.ORDERS)
        .then()
        .statusCode(201)
        .body("lines.sku", contains("SUM-B", "SUM-A"))
        .body("lines.requested", contains(5, 1));
    Api.assertRefused(API.json(lines.formatted(1)).post(Api.ORDERS), 409, "insufficient-stock");
  }

  @Test
  void aShortageNamesTheShortLinesAndReservesNothing() {
    API.createItem("SHORT", 1);
    API.createItem("PLENTY", 9);
    var before = API.state();
    var body =
        "{\"lines\":[{\"sku\":\"PLENTY\",\"quantity\":1},{\"sku\":\"SHORT\",\"quantity\":2}]}";
    var refused = API.json(body).post(Api.ORDERS);
    Api.assertRefused(refused, 409, "insufficient-stock");
    List<Map<String, Object>> lines = refused.jsonPath().getList("lines");
    assertThat(lines).containsExactly(Map.of("sku", "SHORT", "requested", 2, "available", 1));
    assertThat(API.state()).isEqualTo(before);
  }

  @Test
  void anUnknownSkuOrLocationIsNotFound() {
    API.createItem("LOCATED", 1);
    Api.assertRefused(API.order("NOBODY-KNOWS", 1), 404, "not-found");
    var body = "{\"lines\":[{\"sku\":\"LOCATED\",\"quantity\":1,\"location\":\"moon\"}]}";
    Api.assertRefused(API.json(body).post(Api.ORDERS), 404, "not-found");
  }

  @Test
  void moreThanOneOrderMayTakeIsRefused() {
    API.json("{\"sku\":\"LIMITED\",\"name\":\"N\",\"onHand\":9,\"maxPerOrder\":3}").post(Api.ITEMS);
    var refused = API.order("LIMITED", 4);
    Api.assertRefused(refused, 409, "limit-exceeded");
    List<Map<String, Object>> lines = refused.jsonPath().getList("lines");
    assertThat(lines)
        .containsExactly(Map.of("sku", "LIMITED", "requested", 4, "limit", 3, "alreadyBought", 0));
    assertThat(API.order("LIMITED", 3).statusCode()).isEqualTo(201);
  }

  @Test
  void theListIsNarrowedByEachFilter() {
    var shop = new Api("order-filters");
    shop.createItem("F-1", 9);
    shop.createItem("F-2", 9);
    var first = placed(shop, "F-1", "ann");
    var second = placed(shop, "F-2", "ann");
    var third = placed(shop, "F-1", "bob");
    shop.empty().post(Api.ORDERS + "/" + first + "/cancel").then().statusCode(200);
    var order = shop.request().get(Api.ORDERS + "/" + second);
    var at = Instant.parse(order.jsonPath().getString("createdAt"));
    assertThat(list(shop, "limit=50")).containsExactly(third, second, first);
    assertThat(list(shop, "status=CANCELLED")).containsExactly(first);
    assertThat(list(shop, "status=CONFIRMED")).containsExactly(third, second);
    assertThat(list(shop, "status=HELD")).isEmpty();
    assertThat(list(shop, "customer=ann")).containsExactly(second, first);
    assertThat(list(shop, "customer=an")).isEmpty();
    assertThat(list(shop, "sku=F-1")).containsExactly(third, first);
    assertThat(list(shop, "sku=F-1&customer=ann&status=CANCELLED")).containsExactly(first);
    assertThat(list(shop, "from=" + at)).containsExactly(third, second);
    assertThat(list(shop, "to=" + at)).containsExactly(first);
    assertThat(list(shop, "from=" + at + "&to=" + at.plusNanos(1000))).containsExactly(second);
    var abroad = at.toString().replace("Z", "%2B00:00");
    assertThat(list(shop, "to=" + abroad)).containsExactly(first);
  }

  @Test
  void theListIsPagedNewestFirstWhileOrdersComeIn() {
    var shop = new Api("order-pages");
    shop.createItem("P", 99);
    var ids = new ArrayList<String>();
    for (var i = 0; i < 8; i++) {
      ids.add(0, placed(shop, "P", "c"));
    }
    var seen = new ArrayList<String>();
    var path = Api.ORDERS + "?customer=c&limit=3";
    for (String next = ""; next != null; ) {
      var page = shop.request().get(path + next);
      page.then().statusCode(200);
      seen.addAll(page.jsonPath().getList("items.id", String.class));
      placed(shop, "P", "c");
      var cursor = page.jsonPath().getString("next");
      next = cursor == null ? null : "&after=" + cursor;
      if (cursor != null) {
        assertThat(page.header("Link")).contains(next, "customer=c").endsWith(">; rel=\"next\"");
      }
    }
    assertThat(seen).isEqualTo(ids);
  }

  @Test
  void anOrderIsCancelledOnceHoweverOftenItIsAsked() {
    API.createItem("CANCEL", 5);
    var path = Api.ORDERS + "/" + id(API.order("CANCEL", 2)) + "/cancel";
    var first = API.json("{\"reason\":\"regret\"}").post(path);
    first.then().statusCode(200).body("status", equalTo("CANCELLED")).body("version", equalTo(1));
    assertThat(first.header("ETag")).isEqualTo("\"1\"");
    var second = API.empty().post(path);
    assertThat(second.statusCode()).isEqualTo(200);
    assertThat(second.asString()).isEqualTo(first.asString());
    assertThat(API.json("{}").post(path).statusCode()).isEqualTo(200);
    API.item("CANCEL").then().body("reserved", equalTo(0)).body("onHand", equalTo(5));
    API.request()
        .get(Api.ITEMS + "/CANCEL/movements")
        .then()
        .body("items.kind", contains("released", "reserved", "received"))
        .body("items[0].reason", equalTo("regret"));
  }

  @Test
  void aCancelHonoursIfMatch() {
    API.createItem("C-MATCH", 5);
    var path = Api.ORDERS + "/" + id(API.order("C-MATCH", 2)) + "/cancel";
    var stale = API.empty().header("If-Match", "\"7\"").post(path);
    Api.assertRefused(stale, 412, "version-mismatch");
    assertThat(stale.jsonPath().getLong("current")).isEqualTo(0);
    Api.assertInvalid(API.empty().header("If-Match", "0").post(path), "If-Match");
    API.item("C-MATCH").then().body("reserved", equalTo(2));
    API.empty().header("If-Match", "\"0\"").post(path).then().statusCode(200);
  }

  @Test
  void anUnknownOrderIsNotFound() {
    Api.assertRefused(API.request().get(Api.ORDERS + UNKNOWN), 404, "not-found");
    Api.assertRefused(API.empty().post(Api.ORDERS + UNKNOWN + "/cancel"), 404, "not-found");
    Api.assertRefused(API.empty().post(Api.ORDERS + "/x/cancel"), 404, "not-found");
  }

  private static String placed(Api shop, String sku, String customer) {
    var body = "{\"customer\":\"%s\",\"lines\":[{\"sku\":\"%s\",\"quantity\":1}]}";
    var response = shop.json(body.formatted(customer, sku)).post(Api.ORDERS);
    response.then().statusCode(201).body("expiresAt", nullValue());
    return id(response);
  }

  private static String id(Response order) {
    return order.jsonPath().getString("id");
  }

  private static List<String> list(Api shop, String filter) {
    var response = shop.request().get(Api.ORDERS + "?" + filter);
    response.then().statusCode(200);
    return response.jsonPath().getList("items.id", String.class);
  }
}
