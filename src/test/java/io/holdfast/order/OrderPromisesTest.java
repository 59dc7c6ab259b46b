package io.holdfast.order;

import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;

import io.holdfast.Api;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Orders for more than there is, or than one customer may have. */
@QuarkusTest
class OrderPromisesTest {

  private static final Api API = new Api("order-promises");

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
