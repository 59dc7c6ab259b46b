package io.holdfast.stock;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;

import io.holdfast.Api;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Backorder limits that come in as CSV, beside the stock that they depend on. */
@QuarkusTest
class ImportedLimitsTest {

  private static final String IMPORT = Api.ITEMS + "/import";
  private static final String ARRIVED = "X,,10,\n";
  private static final String LOWERED = "X,,,0\n";

  @Test
  void aLimitMayGoDownBehindTheRowOfWhatArrived() {
    var shop = withBackorders("import-limit-behind");
    send(shop, IMPORT, ARRIVED + LOWERED)
        .then()
        .statusCode(200)
        .body("accepted", equalTo(2))
        .body("rejected", equalTo(0));
    assertThat(levelVersions(shop)).containsExactly(3);
    shop.item("X").then().body("backorderLimit", equalTo(0)).body("onHand", equalTo(10));
    assertSound(shop);
    Api.assertRefused(backorder(shop), 409, "insufficient-stock");
  }

  @Test
  void soItMayInTheBackground() {
    var shop = withBackorders("import-limit-async");
    var path = send(shop, IMPORT + "?async=true", ARRIVED + LOWERED).header("Location");
    await()
        .atMost(Duration.ofMinutes(1))
        .untilAsserted(() -> shop.request().get(path).then().body("status", equalTo("FINISHED")));
    shop.request().get(path).then().body("accepted", equalTo(2));
    shop.item("X").then().body("backorderLimit", equalTo(0)).body("onHand", equalTo(10));
    assertSound(shop);
  }

  @Test
  void aLimitThatComesTooEarlyIsRejectedAlone() {
    var shop = withBackorders("import-limit-early");
    send(shop, IMPORT, LOWERED + ARRIVED)
        .then()
        .statusCode(200)
        .body("accepted", equalTo(1))
        .body("errors.row", contains(2));
    shop.item("X").then().body("backorderLimit", equalTo(10)).body("onHand", equalTo(10));
    assertSound(shop);
  }

  @Test
  void rowsOfStockAndOfLimitsMayAlternate() {
    var shop = withBackorders("import-limit-turns");
    shop.json("{\"code\":\"attic\"}").post("/api/v1/locations");
    LocationApiTest.level(shop, "X", "attic", 4);
    send(shop, IMPORT, "X,,,20\n" + ARRIVED + LOWERED + "X,,1,\nX,,,7\nNEW,New,3,5\nNEW,,,2\n")
        .then()
        .statusCode(200)
        .body("accepted", equalTo(7));
    shop.item("X").then().body("backorderLimit", equalTo(7)).body("onHand", equalTo(15));
    shop.item("NEW").then().body("backorderLimit", equalTo(2)).body("onHand", equalTo(3));
    assertSound(shop);
  }

  /** A shop with an item of which 10 units are promised, the limit, and none is there. */
  private static Api withBackorders(String name) {
    var shop = new Api(name);
    shop.json("{\"sku\":\"X\",\"name\":\"X\",\"backorderLimit\":10}")
        .post(Api.ITEMS)
        .then()
        .statusCode(201);
    backorder(shop).then().statusCode(201).body("lines[0].backordered", equalTo(10));
    return shop;
  }

  private static Response backorder(Api shop) {
    return shop.json("{\"lines\":[{\"sku\":\"X\",\"quantity\":10}],\"partial\":\"backorder\"}")
        .post(Api.ORDERS);
  }

  private static Response send(Api shop, String path, String rows) {
    var csv = "sku,name,delta,backorderLimit\n" + rows;
    return shop.request().contentType("text/csv").body(csv.getBytes(UTF_8)).post(path);
  }

  private static List<Integer> levelVersions(Api shop) {
    return shop.item("X").jsonPath().getList("levels.version");
  }

  private static void assertSound(Api shop) {
    shop.empty().post("/api/v1/invariants/check?scope=full").then().body("ok", equalTo(true));
  }
}
