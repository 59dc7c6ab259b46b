package io.holdfast.order;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;

import io.holdfast.Api;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The steps of an order, one after the other, as callers take them. */
@QuarkusTest
class OrderLifeTest {

  private static final Api API = new Api("order-life");

  @AfterEach
  void theBooksBalance() {
    API.empty().post("/api/v1/invariants/check").then().body("ok", equalTo(true));
  }

  @Test
  void aHoldKeepsStockAndIsConfirmedOnce() {
    API.createItem("HOLD", 5);
    var held = hold("HOLD", 3, "{\"seconds\":60}");
    held.then().statusCode(201).body("status", equalTo("HELD")).body("version", equalTo(0));
    var end = Instant.parse(held.path("expiresAt"));
    assertThat(Duration.between(Instant.parse(held.path("createdAt")), end))
        .isEqualTo(Duration.ofSeconds(60));
    API.item("HOLD").then().body("reserved", equalTo(3)).body("available", equalTo(2));
    assertState(step(held, "fulfilments", ""));
    step(held, "confirm", "").then().statusCode(200).body("status", equalTo("CONFIRMED"));
    step(held, "confirm", "").then().statusCode(200).body("version", equalTo(1));
    assertState(step(held, "confirm", lines("HOLD", 1)));
    assertState(step(held, "extend", "{\"seconds\":60}"));
    API.item("HOLD").then().body("reserved", equalTo(3));
    API.request()
        .get(path(held) + "/timeline")
        .then()
        .statusCode(200)
        .body("items.type", contains("order.held", "order.confirmed"))
        .body("items.version", contains(0, 1));
  }

  @Test
  void aHoldTakesTheDefaultAndNoMoreThanTheMost() {
    API.createItem("LENGTH", 9);
    var held = hold("LENGTH", 1, "{}");
    assertThat(
            Duration.between(
                Instant.parse(held.path("createdAt")), Instant.parse(held.path("expiresAt"))))
        .isEqualTo(Duration.ofMinutes(10));
    for (var hold : new String[] {"{\"seconds\":86401}", "{\"seconds\":0}", "{\"seconds\":-1}"}) {
      Api.assertInvalid(hold("LENGTH", 1, hold), "hold.seconds");
    }
    var longer = step(held, "extend", "{\"seconds\":3600}");
    longer.then().statusCode(200).body("status", equalTo("HELD")).body("version", equalTo(1));
    assertThat(Instant.parse(longer.path("expiresAt")))
        .isAfter(Instant.parse(held.path("expiresAt")));
    step(held, "extend", "{\"seconds\":1}")
        .then()
        .statusCode(200)
        .body("expiresAt", equalTo(longer.path("expiresAt")))
        .body("version", equalTo(1));
    Api.assertInvalid(step(held, "extend", "{\"seconds\":86401}"), "seconds");
    API.item("LENGTH").then().body("reserved", equalTo(1));
    step(held, "cancel", "").then().statusCode(200).body("status", equalTo("CANCELLED"));
    API.item("LENGTH").then().body("reserved", equalTo(0));
  }

  @Test
  void aPartIsConfirmedAndTheRestReleased() {
    API.createItem("PART-A", 9);
    API.createItem("PART-B", 9);
    var held =
        order(
            "{\"lines\":[{\"sku\":\"PART-A\",\"quantity\":4},{\"sku\":\"PART-B\",\"quantity\":2}],"
                + "\"hold\":{}}");
    Api.assertInvalid(step(held, "confirm", lines("OTHER", 1)), "lines");
    assertState(step(held, "confirm", lines("PART-A", 5)));
    step(held, "confirm", lines("PART-A", 3))
        .then()
        .statusCode(200)
        .body("status", equalTo("CONFIRMED"))
        .body("lines[0].requested", equalTo(4))
        .body("lines[0].reserved", equalTo(3))
        .body("lines[1].reserved", equalTo(0))
        .body("lines[1].allocations", hasSize(0));
    API.item("PART-A").then().body("reserved", equalTo(3));
    API.item("PART-B").then().body("reserved", equalTo(0));
  }

  @Test
  void anOrderShipsInPartsAndComesBackInParts() {
    API.createItem("SHIP", 10);
    var order = API.order("SHIP", 6);
    assertState(step(order, "returns", returned("SHIP", 1, true)));
    assertState(step(order, "fulfilments", lines("SHIP", 7)));
    step(order, "fulfilments", lines("SHIP", 2))
        .then()
        .statusCode(200)
        .body("status", equalTo("PARTIALLY_FULFILLED"))
        .body("lines[0].fulfilled", equalTo(2))
        .body("lines[0].reserved", equalTo(4));
    API.item("SHIP").then().body("onHand", equalTo(8)).body("reserved", equalTo(4));
    step(order, "fulfilments", "").then().statusCode(200).body("status", equalTo("FULFILLED"));
    step(order, "fulfilments", "").then().statusCode(200).body("version", equalTo(2));
    assertState(step(order, "cancel", ""));
    API.item("SHIP").then().body("onHand", equalTo(4)).body("reserved", equalTo(0));
    Api.assertInvalid(step(order, "returns", "{\"lines\":[]}"), "lines");
    assertState(step(order, "returns", returned("SHIP", 7, true)));
    step(order, "returns", returned("SHIP", 2, true))
        .then()
        .statusCode(200)
        .body("status", equalTo("FULFILLED"))
        .body("lines[0].returned", equalTo(2));
    step(order, "returns", returned("SHIP", 3, false)).then().statusCode(200);
    assertState(step(order, "returns", returned("SHIP", 2, false)));
    API.item("SHIP").then().body("onHand", equalTo(6)).body("available", equalTo(6));
    API.request()
        .get(path(order) + "/timeline")
        .then()
        .body(
            "items.type",
            contains(
                "order.confirmed",
                "order.fulfilled",
                "order.fulfilled",
                "order.returned",
                "order.returned"));
  }

  @Test
  void cancellingWhatHasPartlyShippedReleasesTheRestAndLeavesItFulfilled() {
    API.createItem("REST", 5);
    var order = API.order("REST", 5);
    step(order, "fulfilments", lines("REST", 2)).then().statusCode(200);
    step(order, "cancel", "")
        .then()
        .statusCode(200)
        .body("status", equalTo("FULFILLED"))
        .body("lines[0].reserved", equalTo(0));
    API.item("REST").then().body("onHand", equalTo(3)).body("reserved", equalTo(0));
  }

  @Test
  void aStepWithAKeyIsTakenOnceAndAStaleOneNot() {
    API.createItem("KEYED", 5);
    var order = API.order("KEYED", 4);
    for (var replayed : new String[] {null, "true"}) {
      var answer =
          API.json(lines("KEYED", 1))
              .header("Idempotency-Key", "keyed-1")
              .post(path(order) + "/fulfilments");
      answer.then().statusCode(200).body("lines[0].fulfilled", equalTo(1));
      assertThat(answer.header("Idempotent-Replayed")).isEqualTo(replayed);
    }
    var stale =
        API.json(lines("KEYED", 1)).header("If-Match", "\"0\"").post(path(order) + "/fulfilments");
    Api.assertRefused(stale, 412, "version-mismatch");
    API.item("KEYED").then().body("onHand", equalTo(4));
  }

  private static void assertState(Response refused) {
    refused
        .then()
        .statusCode(409)
        .contentType(containsString("application/problem+json"))
        .body("type", equalTo("/problems/order-state"));
  }

  private static Response hold(String sku, int quantity, String hold) {
    return order(
        "{\"lines\":[{\"sku\":\"%s\",\"quantity\":%d}],\"hold\":%s}"
            .formatted(sku, quantity, hold));
  }

  private static Response order(String body) {
    return API.json(body).post(Api.ORDERS);
  }

  private static Response step(Response order, String step, String body) {
    return API.json(body).post(path(order) + "/" + step);
  }

  private static String lines(String sku, int quantity) {
    return "{\"lines\":[{\"sku\":\"%s\",\"quantity\":%d}]}".formatted(sku, quantity);
  }

  private static String returned(String sku, int quantity, boolean restock) {
    return "{\"lines\":[{\"sku\":\"%s\",\"quantity\":%d,\"restock\":%s}]}"
        .formatted(sku, quantity, restock);
  }

  private static String path(Response order) {
    return Api.ORDERS + "/" + order.path("id");
  }
}
