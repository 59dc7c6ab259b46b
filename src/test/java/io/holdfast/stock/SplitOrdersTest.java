package io.holdfast.stock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.holdfast.Api;
import io.holdfast.Buyers;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/** Many buyers of what lies in three places, while it is carried from one to the other. */
@QuarkusTest
class SplitOrdersTest {

  private static final Api API = new Api("split-orders");
  private static final int UNITS = 150;
  private static final String ORDER =
      "{\"lines\":[{\"sku\":\"%s\",\"quantity\":3},{\"sku\":\"%s\",\"quantity\":3}]}";

  /** Changes nothing in the end, but locks everything. */
  private static final String BACK_AND_FORTH =
      "{\"adjustments\":["
          + Stream.of("TWO,1", "ONE,1", "TWO,-1", "ONE,-1")
              .map(change -> change.split(",", 2))
              .map(
                  change ->
                      "{\"sku\":\"%s\",\"delta\":%s,\"location\":\"z\",\"reason\":\"correction\"}"
                          .formatted((Object[]) change))
              .collect(Collectors.joining(","))
          + "]}";

  @Inject DataSource dataSource;
  @TestHTTPResource URI base;

  @Test
  void splitOrdersSellExactlyWhatThereIsWithoutADeadlock() throws Exception {
    LocationApiTest.create(API, "a", -1);
    LocationApiTest.create(API, "z", 1);
    for (var sku : List.of("ONE", "TWO")) {
      API.createItem(sku, 50);
      LocationApiTest.level(API, sku, "a", 49);
      LocationApiTest.level(API, sku, "z", 51);
    }
    var deadlocks = deadlocks();
    var buyers = new Buyers(base);
    var tasks = new ArrayList<Callable<Integer>>();
    for (var i = 0; i < 90; i++) {
      // Locks taken in the order of the lines would be a circle.
      var order = i % 2 == 0 ? ORDER.formatted("ONE", "TWO") : ORDER.formatted("TWO", "ONE");
      tasks.add(() -> status(buyers, Api.ORDERS, order));
      tasks.add(() -> -status(buyers, "/api/v1/adjustments", BACK_AND_FORTH));
      if (i % 3 == 0) {
        var sku = i % 2 == 0 ? "ONE" : "TWO";
        var there = i % 4 < 2;
        var transfer =
            "{\"from\":\"%s\",\"to\":\"%s\",\"quantity\":1}"
                .formatted(there ? "a" : "z", there ? "z" : "a");
        tasks.add(() -> -status(buyers, Api.ITEMS + "/" + sku + "/transfers", transfer));
      }
    }
    var answers = Buyers.atOnce(32, tasks);
    assertThat(answers).filteredOn(status -> status > 0).containsOnly(201, 409);
    assertThat(answers).filteredOn(status -> status == 201).hasSize(UNITS / 3);
    assertThat(answers).filteredOn(status -> status < 0).isSubsetOf(-201, -409);
    for (var sku : List.of("ONE", "TWO")) {
      API.item(sku).then().body("onHand", equalTo(UNITS)).body("reserved", equalTo(UNITS));
    }
    API.empty().post("/api/v1/invariants/check").then().statusCode(200).body("ok", equalTo(true));
    assertThat(deadlocks()).isEqualTo(deadlocks);
  }

  private static int status(Buyers buyers, String path, String body) throws Exception {
    return buyers.insist(path, body, "Holdfast-Shop", API.shop()).statusCode();
  }

  private long deadlocks() throws Exception {
    try (var connection = dataSource.getConnection();
        var select =
            connection.prepareStatement(
                "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()");
        var row = select.executeQuery()) {
      row.next();
      return row.getLong(1);
    }
  }
}
