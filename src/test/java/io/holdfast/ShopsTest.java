package io.holdfast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import org.junit.jupiter.api.Test;

/** Two shops never meet, even where everything in them has the same name. */
@QuarkusTest
class ShopsTest {

  @Test
  void itemsOfTwoShopsHaveNothingInCommon() {
    var one = new Api("shop-items.1");
    var two = new Api("shop-items.2");
    one.createItem("SAME", 5);
    Api.assertRefused(two.item("SAME"), 404, "not-found");
    Api.assertRefused(ledger(two), 404, "not-found");
    Api.assertRefused(two.order("SAME", 1), 404, "not-found");
    two.request().get(Api.ITEMS).then().statusCode(200).body("items", empty());
    two.createItem("SAME", 7);
    var patch = two.json("{\"name\":\"Other\"}").header("If-Match", "*");
    patch.patch(Api.ITEMS + "/SAME").then().statusCode(200);
    one.item("SAME").then().body("name", equalTo("Item SAME")).body("onHand", equalTo(5));
    var delete = two.request().header("If-Match", "*");
    delete.delete(Api.ITEMS + "/SAME").then().statusCode(204);
    one.item("SAME").then().statusCode(200).body("onHand", equalTo(5));
    ledger(one).then().body("items.kind", contains("received"));
  }

  @Test
  void stockOfOneShopIsNotSoldInTheOther() {
    var one = new Api("shop-stock.1");
    var two = new Api("shop-stock.2");
    one.createItem("SAME", 5);
    two.createItem("SAME", 1);
    assertThat(one.order("SAME", 4).statusCode()).isEqualTo(201);
    Api.assertRefused(two.order("SAME", 2), 409, "insufficient-stock");
    assertThat(two.order("SAME", 1).statusCode()).isEqualTo(201);
    one.item("SAME").then().body("reserved", equalTo(4));
    two.item("SAME").then().body("reserved", equalTo(1));
    ledger(one).then().body("items.reservedDelta", contains(4, 0));
    ledger(two).then().body("items.reservedDelta", contains(1, 0));
  }

  @Test
  void anOrderIsSeenAndCancelledInItsOwnShopOnly() {
    var one = new Api("shop-orders.1");
    var two = new Api("shop-orders.2");
    one.createItem("SAME", 5);
    two.createItem("SAME", 5);
    String id = keyed(one).path("id");
    var path = Api.ORDERS + "/" + id;
    Api.assertRefused(two.request().get(path), 404, "not-found");
    Api.assertRefused(two.empty().post(path + "/cancel"), 404, "not-found");
    for (var filter : new String[] {"", "?sku=SAME", "?customer=c", "?status=CONFIRMED"}) {
      two.request().get(Api.ORDERS + filter).then().statusCode(200).body("items", empty());
      one.request().get(Api.ORDERS + filter).then().body("items.id", contains(id));
    }
    one.request().get(path).then().body("status", equalTo("CONFIRMED"));
  }

  @Test
  void theSameKeyStandsForOneRequestPerShop() {
    var one = new Api("shop-keys.1");
    var two = new Api("shop-keys.2");
    one.createItem("SAME", 5);
    two.createItem("SAME", 5);
    var first = keyed(one);
    var second = keyed(two);
    assertThat(second.statusCode()).isEqualTo(201);
    assertThat(second.header("Idempotent-Replayed")).isNull();
    assertThat(second.<String>path("id")).isNotEqualTo(first.path("id"));
    assertThat(keyed(two).asString()).isEqualTo(second.asString());
    assertThat(keyed(one).asString()).isEqualTo(first.asString());
    one.item("SAME").then().body("reserved", equalTo(1));
    two.item("SAME").then().body("reserved", equalTo(1));
  }

  @Test
  void whoNamesNoShopIsInTheDefaultOne() {
    new Api("default").createItem("SHOPLESS", 5);
    RestAssured.get(Api.ITEMS + "/SHOPLESS").then().statusCode(200).body("onHand", equalTo(5));
    Api.assertRefused(new Api("Default").item("SHOPLESS"), 404, "not-found");
  }

  private static Response keyed(Api shop) {
    return shop.json(
            "{\"customer\":\"c\",\"reference\":\"r\",\"lines\":[{\"sku\":\"SAME\",\"quantity\":1}]}")
        .header("Idempotency-Key", "same")
        .post(Api.ORDERS);
  }

  private static Response ledger(Api shop) {
    return shop.request().get(Api.ITEMS + "/SAME/movements");
  }
}
