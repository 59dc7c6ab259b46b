package io.holdfast.order;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;

@QuarkusTest
class OrderApiTest {

  @Test
  void anOrderTakesStockAndTheListFindsIt() {
    given()
        .contentType("application/json")
        .body("{\"sku\":\"API-1\",\"name\":\"One\",\"onHand\":3}")
        .post("/api/v1/items")
        .then()
        .statusCode(201);
    given()
        .contentType("application/json")
        .header("Idempotency-Key", "api-1")
        .body("{\"lines\":[{\"sku\":\"API-1\",\"quantity\":2}]}")
        .post("/api/v1/orders")
        .then()
        .statusCode(201);
    given()
        .get("/api/v1/orders?sku=API-1")
        .then()
        .statusCode(200)
        .body("items[0].lines[0].reserved", equalTo(2));
  }
}
