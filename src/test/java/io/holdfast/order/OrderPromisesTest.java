package io.holdfast.order;

import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;

import io.holdfast.Api;
import io.holdfast.OtherSession;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Orders for more than there is, or than one customer may have. */
@QuarkusTest
class OrderPromisesTest {

  private static final Api API = new Api("order-promises");

  @Inject DataSource dataSource;

  @AfterEach
  void theBooksBalance() {
    API.empty().post("/api/v1/invariants/check").then().body("ok", equalTo(true));
  }

  @Test
  void partOfAnOrderIsTakenWhereTheCallerAcceptsIt() {
    API.createItem("SOME", 3);
    API.createItem("NONE", 0);
    var both = "{\"lines\":[{\"sku\":\"SOME\",\"quantity\":5},{\"sku\":\"NONE\",\"quantity\":1}]";
    Api.assertRefused(order(both + "}"), 409, "insufficient-stock");
    var order = order(both + ",\"partial\":\"accept\"}");
    order
        .then()
        .statusCode(201)
        .body("lines.requested", contains(5, 1))
        .body("lines.reserved", contains(3, 0));
    API.request()
        .get(Api.ORDERS + "?sku=NONE")
        .then()
        .body("items.id", contains(order.<String>path("id")));
    Api.assertRefused(order(both + ",\"partial\":\"accept\"}"), 409, "insufficient-stock");
    step(order, "fulfilments", "").then().body("status", equalTo("FULFILLED"));
  }

  @Test
  void backordersGoToTheLimitAndAreServedInTheOrderOfArrival() {
    API.json("{\"sku\":\"LATER\",\"name\":\"Later\",\"onHand\":2,\"backorderLimit\":6}")
        .post(Api.ITEMS)
        .then()
        .statusCode(201);
    Api.assertRefused(API.order("LATER", 3), 409, "insufficient-stock");
    var first = backorder("LATER", 5);
    first
        .then()
        .statusCode(201)
        .body("lines[0].reserved", equalTo(2))
        .body("lines[0].backordered", equalTo(3));
    API.item("LATER").then().body("available", equalTo(-3)).body("reserved", equalTo(5));
    Api.assertRefused(backorder("LATER", 4), 409, "insufficient-stock");
    var second = backorder("LATER", 3);
    second.then().statusCode(201).body("lines[0].backordered", equalTo(3));
    var lower = API.json("{\"backorderLimit\":5}").header("If-Match", "*");
    Api.assertRefused(lower.patch(Api.ITEMS + "/LATER"), 409, "stock-in-use");
    step(first, "fulfilments", "")
        .then()
        .body("status", equalTo("PARTIALLY_FULFILLED"))
        .body("lines[0].fulfilled", equalTo(2));
    receive("LATER", 4, null);
    API.request().get(path(first)).then().body("lines[0].backordered", equalTo(0));
    API.request()
        .get(path(second))
        .then()
        .body("lines[0].reserved", equalTo(1))
        .body("lines[0].backordered", equalTo(2));
    API.item("LATER").then().body("available", equalTo(-2));
    step(first, "cancel", "").then().body("status", equalTo("FULFILLED"));
    await()
        .untilAsserted(
            () -> API.request().get(path(second)).then().body("lines[0].backordered", equalTo(0)));
    API.item("LATER").then().body("available", equalTo(1));
    API.request()
        .get(path(second) + "/timeline")
        .then()
        .body(
            "items.type",
            contains("order.confirmed", "order.backorder-filled", "order.backorder-filled"));
  }

  @Test
  void whoeverCanBeServedIsHoweverManyWaitElsewhereInVain() {
    location("here");
    location("there");
    createForLater("QUEUE", 300);
    level("QUEUE", "here");
    level("QUEUE", "there");
    for (var waiting = 0; waiting < 201; waiting++) {
      backorderAt("QUEUE", 1, "here").then().statusCode(201);
    }
    var last = backorderAt("QUEUE", 2, "there");
    receive("QUEUE", 2, "there");
    API.request().get(path(last)).then().body("lines[0].backordered", equalTo(0));
  }

  @Test
  void whatArrivesElsewhereIsForThoseWhoWaitAndNotForANewOrder() throws Exception {
    location("dock");
    createForLater("OWED", 3);
    level("OWED", "dock");
    var first = backorder("OWED", 3);
    first.then().statusCode(201).body("lines[0].backordered", equalTo(3));
    try (var receipt = new OtherSession(dataSource)) {
      // As a process leaves it that ends after its commit.
      receipt.execute(
          "UPDATE stock_level SET on_hand = 3, version = 2 WHERE sku = 'OWED' AND location = 'dock'");
      receipt.execute(
          "INSERT INTO stock_movement (shop, sku, location, version, kind, on_hand_delta,"
              + " reserved_delta, on_hand_after, reserved_after, actor, at) VALUES"
              + " ('order-promises', 'OWED', 'dock', 2, 'received', 3, 0, 3, 0, 'other', now())");
      receipt.commit();
    }
    Api.assertRefused(API.order("OWED", 1), 409, "insufficient-stock");
    receive("OWED", 1, "dock");
    API.request()
        .get(path(first))
        .then()
        .body("lines[0].backordered", equalTo(0))
        .body("lines[0].allocations[0].location", equalTo("dock"));
    API.order("OWED", 1).then().statusCode(201);
  }

  @Test
  void aCustomersLimitHoldsOverAllOrdersAndIsGivenBack() {
    API.json("{\"sku\":\"FEW\",\"name\":\"Few\",\"onHand\":50,\"maxPerCustomer\":5}")
        .post(Api.ITEMS)
        .then()
        .statusCode(201);
    Api.assertInvalid(API.order("FEW", 1), "customer");
    var first = buy("FEW", 3, "c1");
    first.then().statusCode(201);
    var refused = buy("FEW", 3, "c1");
    Api.assertRefused(refused, 409, "limit-exceeded");
    refused
        .then()
        .body("lines[0].limit", equalTo(5))
        .body("lines[0].alreadyBought", equalTo(3))
        .body("lines[0].requested", equalTo(3));
    buy("FEW", 5, "c2").then().statusCode(201);
    step(first, "cancel", "").then().statusCode(200);
    var again = buy("FEW", 5, "c1");
    again.then().statusCode(201);
    step(again, "fulfilments", "").then().statusCode(200);
    Api.assertRefused(buy("FEW", 1, "c1"), 409, "limit-exceeded");
    step(again, "returns", returned("FEW", 2, false)).then().statusCode(200);
    Api.assertRefused(buy("FEW", 3, "c1"), 409, "limit-exceeded");
    buy("FEW", 2, "c1").then().statusCode(201);
  }

  private static Response backorder(String sku, int quantity) {
    return order(
        "{\"lines\":[{\"sku\":\"%s\",\"quantity\":%d}],\"partial\":\"backorder\"}"
            .formatted(sku, quantity));
  }

  private static Response backorderAt(String sku, int quantity, String location) {
    return order(
        "{\"lines\":[{\"sku\":\"%s\",\"quantity\":%d,\"location\":\"%s\"}],\"partial\":\"backorder\"}"
            .formatted(sku, quantity, location));
  }

  private static void createForLater(String sku, int backorderLimit) {
    API.json(
            "{\"sku\":\"%s\",\"name\":\"Later\",\"backorderLimit\":%d}"
                .formatted(sku, backorderLimit))
        .post(Api.ITEMS)
        .then()
        .statusCode(201);
  }

  private static void location(String code) {
    API.json("{\"code\":\"%s\",\"name\":\"Place\",\"priority\":5}".formatted(code))
        .post("/api/v1/locations")
        .then()
        .statusCode(201);
  }

  private static void level(String sku, String location) {
    API.json("{\"onHand\":0}")
        .header("If-None-Match", "*")
        .put(Api.ITEMS + "/" + sku + "/levels/" + location)
        .then()
        .statusCode(201);
  }

  private static Response buy(String sku, int quantity, String customer) {
    return order(
        "{\"customer\":\"%s\",\"lines\":[{\"sku\":\"%s\",\"quantity\":%d}]}"
            .formatted(customer, sku, quantity));
  }

  private static void receive(String sku, int units, @org.jspecify.annotations.Nullable String at) {
    var location = at == null ? "" : ",\"location\":\"" + at + "\"";
    API.json("{\"delta\":%d,\"reason\":\"received\"%s}".formatted(units, location))
        .post(Api.ITEMS + "/" + sku + "/adjustments")
        .then()
        .statusCode(201);
  }

  private static Response order(String body) {
    return API.json(body).post(Api.ORDERS);
  }

  private static Response step(Response order, String step, String body) {
    return API.json(body).post(path(order) + "/" + step);
  }

  private static String returned(String sku, int quantity, boolean restock) {
    return "{\"lines\":[{\"sku\":\"%s\",\"quantity\":%d,\"restock\":%s}]}"
        .formatted(sku, quantity, restock);
  }

  private static String path(Response order) {
    return Api.ORDERS + "/" + order.path("id");
  }
}
