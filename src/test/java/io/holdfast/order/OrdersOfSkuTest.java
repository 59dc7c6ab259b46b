package io.holdfast.order;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.Api;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/** The orders of a SKU: found in one way where it is rare, and in another one where it is not. */
@QuarkusTest
class OrdersOfSkuTest {

  private static final Api API = new Api("orders-of-sku");

  /** Ten thousand movements that never were make any SKU a busy one. */
  private static final String BUSY =
      """
      INSERT INTO stock_movement (shop, sku, location, version, kind, on_hand_delta, reserved_delta,
        on_hand_after, reserved_after, actor, at)
      SELECT '%s', '%s', 'elsewhere', n, 'counted', 0, 0, 0, 0, 'nobody', now()
      FROM generate_series(1, 10000) n""";

  @Inject DataSource dataSource;

  @Test
  void areTheSameInBothWays() throws Exception {
    API.createItem("OTHER", 99);
    API.json("{\"sku\":\"S\",\"name\":\"S\",\"onHand\":3,\"backorderLimit\":2}").post(Api.ITEMS);
    var taken = place(line("S", 3), "reject");
    place(line("OTHER", 1), "reject");
    var waiting = place(line("S", 2), "backorder");
    // Gets the other thing only.
    var refused = place(line("S", 1) + "," + line("OTHER", 1), "accept");
    var cancelled = place(line("OTHER", 1) + "," + line("S", 1), "accept");
    API.empty().post(Api.ORDERS + "/" + waiting + "/cancel").then().statusCode(200);
    API.empty().post(Api.ORDERS + "/" + cancelled + "/cancel").then().statusCode(200);
    assertFound(taken, waiting, refused, cancelled);
    try (var connection = dataSource.getConnection();
        var insert = connection.createStatement()) {
      assertThat(insert.executeUpdate(BUSY.formatted(API.shop(), "S"))).isEqualTo(10_000);
    }
    assertFound(taken, waiting, refused, cancelled);
  }

  private static void assertFound(String taken, String waiting, String refused, String cancelled) {
    assertThat(list("")).containsExactly(cancelled, refused, waiting, taken);
    assertThat(list("&status=CANCELLED")).containsExactly(cancelled, waiting);
    var first = API.request().get(Api.ORDERS + "?sku=S&limit=3");
    assertThat(first.jsonPath().getList("items.id")).containsExactly(cancelled, refused, waiting);
    assertThat(list("&limit=3&after=" + first.path("next"))).containsExactly(taken);
  }

  private static List<String> list(String more) {
    var response = API.request().get(Api.ORDERS + "?sku=S" + more);
    assertThat(response.statusCode()).as(response.asString()).isEqualTo(200);
    return response.jsonPath().getList("items.id");
  }

  private static String line(String sku, int quantity) {
    return "{\"sku\":\"%s\",\"quantity\":%d}".formatted(sku, quantity);
  }

  private static String place(String lines, String partial) {
    var order =
        API.json("{\"lines\":[%s],\"partial\":\"%s\"}".formatted(lines, partial)).post(Api.ORDERS);
    assertThat(order.statusCode()).as(order.asString()).isEqualTo(201);
    return order.path("id");
  }
}
