package io.holdfast.stock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.startsWith;

import io.holdfast.Api;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Many adjustments in one request: all or none. */
@QuarkusTest
class BulkAdjustmentApiTest {

  private static final Api API = new Api("bulk-api");
  private static final String PATH = "/api/v1/adjustments";

  @Test
  void adjustmentsAreCarriedOutInTheirOrderAndAnsweredWithTheirMovements() {
    API.createItem("A", 5);
    API.createItem("B", 0);
    API.json("{\"code\":\"attic\"}").post("/api/v1/locations");
    var attic = "{\"sku\":\"B\",\"delta\":2,\"location\":\"attic\",\"reason\":\"found\"}";
    var body = body(of("B", 3, "received"), of("A", -5, "lost"), attic, of("A", 1, "found"));
    var done = API.json(body).header("Idempotency-Key", "bulk").post(PATH);
    done.then()
        .statusCode(201)
        .body("movements.sku", contains("B", "A", "B", "A"))
        .body("movements.kind", contains("received", "adjusted", "adjusted", "adjusted"))
        .body("movements.location", contains("main", "main", "attic", "main"))
        .body("movements.onHandAfter", contains(3, 0, 2, 1))
        .body("movements.levelVersion", contains(1, 2, 1, 3));
    var again = API.json(body).header("Idempotency-Key", "bulk").post(PATH);
    again.then().statusCode(201).header("Idempotent-Replayed", equalTo("true"));
    assertThat(again.asString()).isEqualTo(done.asString());
    API.item("A").then().body("onHand", equalTo(1)).body("levels.version", contains(3));
    API.item("B").then().body("levels.onHand", contains(2, 3));
    theBooksBalance();
  }

  @Test
  void aThousandAdjustmentsFitAndOneMoreDoesNot() {
    IntStream.range(0, 10).forEach(i -> API.createItem("MANY-" + i, 0));
    var thousand =
        IntStream.range(0, 1000).mapToObj(i -> of("MANY-" + i % 10, 1, "found")).toList();
    post(thousand).then().statusCode(201).body("movements", hasSize(1000));
    API.item("MANY-7").then().body("onHand", equalTo(100)).body("levels.version", contains(100));
    theBooksBalance();
    Api.assertInvalid(post(Collections.nCopies(1001, of("MANY-0", 1, "found"))), "adjustments");
    Api.assertInvalid(post(List.of()), "adjustments");
  }

  @Test
  void oneThatIsImpossibleStopsThemAllAndIsNamed() {
    API.createItem("P", 10);
    API.order("P", 7);
    API.createItem("Q", 1_000_000_000_000L);
    API.createItem("D", 1);
    API.request().header("If-Match", "*").delete(Api.ITEMS + "/D");
    var good = of("P", 1, "found");
    var inUse = post(List.of(good, good, of("P", -6, "lost")));
    Api.assertRefused(inUse, 409, "stock-in-use");
    inUse.then().body("detail", startsWith("adjustments[2]: ")).body("reserved", equalTo(7));
    // The order counts: what comes later does not help.
    var late = post(List.of(of("P", -4, "lost"), of("P", 4, "found")));
    Api.assertRefused(late, 409, "stock-in-use");
    for (var sku : List.of("NEVER", "D")) {
      var unknown = post(List.of(good, of(sku, 1, "found")));
      Api.assertRefused(unknown, 404, "not-found");
      unknown.then().body("detail", startsWith("adjustments[1]: "));
    }
    Api.assertInvalid(post(List.of(good, of("Q", 1, "found"))), "adjustments[1].delta");
    API.item("P").then().body("onHand", equalTo(10)).body("levels.version", contains(2));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "adjustments[1].sku|{\"delta\":1,\"reason\":\"found\"}",
        "adjustments[1].sku|{\"sku\":\"-\",\"delta\":1,\"reason\":\"found\"}",
        "adjustments[1].delta|{\"sku\":\"A\",\"reason\":\"found\"}",
        "adjustments[1].delta|{\"sku\":\"A\",\"delta\":0,\"reason\":\"found\"}",
        "adjustments[1].delta|{\"sku\":\"A\",\"delta\":\"1\",\"reason\":\"found\"}",
        "adjustments[1].delta|{\"sku\":\"A\",\"delta\":1000000000001,\"reason\":\"found\"}",
        "adjustments[1].reason|{\"sku\":\"A\",\"delta\":1}",
        "adjustments[1].reason|{\"sku\":\"A\",\"delta\":1,\"reason\":\"stolen\"}",
        "adjustments[1].location|{\"sku\":\"A\",\"delta\":1,\"reason\":\"found\",\"location\":\"\"}",
        "adjustments[1].actor|{\"sku\":\"A\",\"delta\":1,\"reason\":\"found\",\"actor\":\"me\"}"
      })
  void aViolationNamesTheAdjustment(String field, String adjustment) {
    Api.assertInvalid(post(List.of(of("A", 1, "found"), adjustment)), field);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{}",
        "{\"adjustments\":null}",
        "{\"adjustments\":[null]}",
        "[]",
        "{\"adjustments\":1}"
      })
  void aBodyWithoutAdjustmentsIsRefused(String body) {
    Api.assertRefused(API.json(body).post(PATH), 400, "validation");
  }

  private static Response post(List<String> adjustments) {
    return API.json(body(adjustments.toArray(String[]::new))).post(PATH);
  }

  private static String body(String... adjustments) {
    return "{\"adjustments\":[" + String.join(",", adjustments) + "]}";
  }

  private static String of(String sku, long delta, String reason) {
    return "{\"sku\":\"%s\",\"delta\":%d,\"reason\":\"%s\"}".formatted(sku, delta, reason);
  }

  private static void theBooksBalance() {
    API.empty().post("/api/v1/invariants/check").then().body("ok", equalTo(true));
  }
}
