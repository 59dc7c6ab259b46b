package io.holdfast.stock;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.Api;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/** What is told, and what the list shows, when an item runs low, sells out or comes back. */
@QuarkusTest
class LowStockTest {

  private static final Api API = new Api("low-stock");
  private static final String LOW = "item.low-stock";
  private static final String SOLD_OUT = "item.sold-out";
  private static final String BACK = "item.back-in-stock";

  @Inject DataSource dataSource;

  @Test
  void ordersAndTheirCancellationCrossTheThresholdInBothDirections() throws Exception {
    item("ORDERS", 5, "2");
    assertThat(low()).doesNotContain("ORDERS");
    API.order("ORDERS", 2);
    assertThat(signals("ORDERS")).isEmpty();
    assertThat(low()).doesNotContain("ORDERS");
    String order = API.order("ORDERS", 1).path("id");
    assertThat(signals("ORDERS")).containsExactly(LOW);
    assertThat(low()).contains("ORDERS");
    API.order("ORDERS", 2);
    assertThat(signals("ORDERS")).containsExactly(LOW, SOLD_OUT);
    cancel(order);
    assertThat(signals("ORDERS")).containsExactly(LOW, SOLD_OUT, BACK);
    assertThat(low()).contains("ORDERS");
    adjust("ORDERS", 1, "received");
    assertThat(low()).contains("ORDERS");
    adjust("ORDERS", 1, "received");
    assertThat(low()).doesNotContain("ORDERS");
    assertThat(signals("ORDERS")).containsExactly(LOW, SOLD_OUT, BACK);
  }

  @Test
  void anOrderThatIsCancelledBeyondTheThresholdIsNoLongerLow() {
    item("CANCEL", 5, "2");
    String order = API.order("CANCEL", 4).path("id");
    assertThat(low()).contains("CANCEL");
    cancel(order);
    assertThat(low()).doesNotContain("CANCEL");
  }

  @Test
  void stockTakesBulkAdjustmentsAndTransfersCountAllLocationsTogether() throws Exception {
    API.json("{\"code\":\"attic\"}").post("/api/v1/locations");
    item("HAND", 10, "4");
    API.json("{\"from\":\"main\",\"to\":\"attic\",\"quantity\":7}")
        .post(Api.ITEMS + "/HAND/transfers")
        .then()
        .statusCode(201);
    assertThat(signals("HAND")).isEmpty();
    API.json("{\"onHand\":1}")
        .header("If-Match", "*")
        .put(Api.ITEMS + "/HAND/levels/attic")
        .then()
        .statusCode(200);
    assertThat(signals("HAND")).containsExactly(LOW);
    assertThat(low()).contains("HAND");
    // Down and up again in one request: nothing was crossed.
    var both =
        "{\"adjustments\":[{\"sku\":\"HAND\",\"delta\":-3,\"reason\":\"lost\"},"
            + "{\"sku\":\"HAND\",\"delta\":%d,\"reason\":\"found\"}]}";
    API.json(both.formatted(3)).post("/api/v1/adjustments").then().statusCode(201);
    assertThat(signals("HAND")).containsExactly(LOW);
    API.json(both.formatted(9)).post("/api/v1/adjustments").then().statusCode(201);
    assertThat(low()).doesNotContain("HAND");
    API.json("{\"onHand\":0}").header("If-Match", "*").put(Api.ITEMS + "/HAND/levels/main");
    API.json("{\"onHand\":0}").header("If-Match", "*").put(Api.ITEMS + "/HAND/levels/attic");
    assertThat(signals("HAND")).containsExactly(LOW, LOW, SOLD_OUT);
  }

  @Test
  void aNewItemMayBeLowFromTheStart() throws Exception {
    item("BORN-LOW", 1, "1");
    item("BORN-EMPTY", 0, "null");
    assertThat(low()).contains("BORN-LOW").doesNotContain("BORN-EMPTY");
    assertThat(signals("BORN-LOW")).containsExactly(LOW);
    assertThat(signals("BORN-EMPTY")).isEmpty();
    adjust("BORN-EMPTY", 1, "received");
    assertThat(signals("BORN-EMPTY")).containsExactly(BACK);
  }

  @Test
  void aPatchOfTheThresholdsIsACrossingToo() throws Exception {
    item("PATCH", 3, "null");
    patch("PATCH", "{\"lowStockThreshold\":3}");
    assertThat(low()).contains("PATCH");
    assertThat(signals("PATCH")).containsExactly(LOW);
    patch("PATCH", "{\"lowStockThreshold\":2}");
    assertThat(low()).doesNotContain("PATCH");
    patch("PATCH", "{\"lowStockThreshold\":9}");
    patch("PATCH", "{\"lowStockThreshold\":null}");
    assertThat(low()).doesNotContain("PATCH");
    API.order("PATCH", 3);
    assertThat(signals("PATCH")).containsExactly(LOW, LOW, SOLD_OUT);
    patch("PATCH", "{\"backorderLimit\":1}");
    assertThat(signals("PATCH")).containsExactly(LOW, LOW, SOLD_OUT, BACK);
  }

  @Test
  void aDeletedItemIsNotLow() {
    item("DELETED", 1, "5");
    assertThat(low()).contains("DELETED");
    API.request().header("If-Match", "*").delete(Api.ITEMS + "/DELETED").then().statusCode(204);
    assertThat(low()).doesNotContain("DELETED");
  }

  @Test
  void theListOfLowItemsIsPaged() {
    var shop = new Api("low-stock-pages");
    for (var sku : List.of("A", "B", "C")) {
      shop.json("{\"sku\":\"%s\",\"name\":\"N\",\"lowStockThreshold\":0}".formatted(sku))
          .post(Api.ITEMS);
    }
    var seen = new ArrayList<String>();
    for (var path = "?lowStock=true&limit=2"; path != null; ) {
      var page = shop.request().get(Api.ITEMS + path).jsonPath();
      seen.addAll(page.getList("items.sku"));
      var next = page.getString("next");
      path = next == null ? null : "?lowStock=true&limit=2&after=" + next;
    }
    assertThat(seen).containsExactly("A", "B", "C");
  }

  private static void item(String sku, long onHand, String threshold) {
    var body =
        "{\"sku\":\"%s\",\"name\":\"N\",\"onHand\":%d,\"lowStockThreshold\":%s}"
            .formatted(sku, onHand, threshold);
    API.json(body).post(Api.ITEMS).then().statusCode(201);
  }

  private static void adjust(String sku, long delta, String reason) {
    API.json("{\"delta\":%d,\"reason\":\"%s\"}".formatted(delta, reason))
        .post(Api.ITEMS + "/" + sku + "/adjustments")
        .then()
        .statusCode(201);
  }

  private static void cancel(String order) {
    API.empty().post(Api.ORDERS + "/" + order + "/cancel").then().statusCode(200);
  }

  private static void patch(String sku, String patch) {
    API.json(patch).header("If-Match", "*").patch(Api.ITEMS + "/" + sku).then().statusCode(200);
  }

  private static List<String> low() {
    return API.request().get(Api.ITEMS + "?lowStock=true").jsonPath().getList("items.sku");
  }

  /** The types of the events about crossings, oldest first. */
  private List<String> signals(String sku) throws Exception {
    try (var connection = dataSource.getConnection();
        var select =
            connection.prepareStatement(
                """
                SELECT type FROM event WHERE shop = ? AND subject = ?
                  AND type IN ('item.low-stock', 'item.sold-out', 'item.back-in-stock')
                ORDER BY at, position""")) {
      select.setString(1, API.shop());
      select.setString(2, sku);
      try (var row = select.executeQuery()) {
        var types = new ArrayList<String>();
        while (row.next()) {
          types.add(row.getString(1));
        }
        return types;
      }
    }
  }
}
