package io.holdfast;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import java.util.Base64;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Headers, parameters and paths that make no sense are refused and change nothing. */
@QuarkusTest
class BadRequestTest {

  private static final Api API = new Api("bad-request");
  private static final String ORDER = "{\"lines\":[{\"sku\":\"BAD\",\"quantity\":1}]}";
  private static final String LEVEL = Api.ITEMS + "/BAD/levels/main";

  private String before;

  @BeforeEach
  void remember() {
    if (API.item("BAD").statusCode() == 404) {
      API.createItem("BAD", 100);
      API.createItem("WORSE", 1);
    }
    before = API.state();
  }

  @AfterEach
  void nothingHasChanged() {
    assertThat(API.state()).isEqualTo(before);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "two words", "tab\tbed", "schlüssel"})
  void anIdempotencyKeyIsVisibleAscii(String key) {
    var response = API.json(ORDER).header("Idempotency-Key", key).post(Api.ORDERS);
    Api.assertInvalid(response, "Idempotency-Key");
  }

  @Test
  void anIdempotencyKeyHasAtMost255Characters() {
    var response = API.json(ORDER).header("Idempotency-Key", "k".repeat(256)).post(Api.ORDERS);
    Api.assertInvalid(response, "Idempotency-Key");
  }

  @Test
  void anIdempotencyKeyIsGivenOnce() {
    var twice = API.json(ORDER).header("Idempotency-Key", "a").header("Idempotency-Key", "b");
    Api.assertInvalid(twice.post(Api.ORDERS), "Idempotency-Key");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "two words", "-a", "a/b", "shöp", "'; DROP TABLE item; --"})
  void aShopHasTheFormOfASku(String shop) {
    var request = new Api(shop).request();
    Api.assertInvalid(request.get(Api.ITEMS), "Holdfast-Shop");
    Api.assertInvalid(new Api(shop).json(ORDER).post(Api.ORDERS), "Holdfast-Shop");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "after|/items?after=garbage",
        "after|/items?after=%00",
        "after|/orders?after=garbage",
        "after|/orders?after=!!!",
        "after|/items/BAD/movements?after=garbage",
        "limit|/items?limit=0",
        "limit|/items?limit=201",
        "limit|/items?limit=01",
        "limit|/items?limit=x",
        "limit|/items?limit=-1",
        "limit|/items?limit=99999999999999999999",
        "limit|/orders?limit=0",
        "limit|/orders?limit=1.0",
        "limit|/items/BAD/movements?limit=201",
        "limit|/contention?limit=0",
        "limit|/items?limit=1&limit=2",
        "status|/orders?status=HELD&limit=1&status=HELD",
        "lowStock|/items?lowStock=yes",
        "q|/items?q=%00",
        "status|/orders?status=LOST",
        "status|/orders?status=confirmed",
        "sku|/orders?sku=%27%3B%20DROP%20TABLE%20item%3B%20--",
        "customer|/orders?customer=%00",
        "from|/orders?from=yesterday",
        "from|/orders?from=2026-01-31",
        "to|/orders?to=2026-13-01T00:00:00Z",
        "from|/orders?from=-999999999-01-01T00:00:00Z"
      })
  void aListNamesTheParameterThatIsWrong(String parameter, String path) {
    Api.assertInvalid(API.request().get("/api/v1" + path), parameter);
  }

  @Test
  void aCursorServesTheListItCameFromAndNoOther() {
    var items = API.request().get(Api.ITEMS + "?limit=1").path("next");
    var orders = cursor("1700000000000000|01900000-0000-7000-8000-000000000000");
    var movements = cursor("BAD|main|5");
    Api.assertInvalid(API.request().get(Api.ORDERS + "?after=" + items), "after");
    Api.assertInvalid(API.request().get(Api.ORDERS + "?after=" + movements), "after");
    Api.assertInvalid(API.request().get(Api.ITEMS + "?after=" + orders), "after");
    Api.assertInvalid(API.request().get(Api.ITEMS + "?after=" + movements), "after");
    var ledger = Api.ITEMS + "/WORSE/movements?after=";
    Api.assertInvalid(API.request().get(ledger + items), "after");
    Api.assertInvalid(API.request().get(ledger + orders), "after");
    Api.assertInvalid(API.request().get(ledger + movements), "after");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "\"0", "0\"", "\"0\" \"1\"", "", "abc", "\"0\";x"})
  void aMalformedIfMatchIsInvalid(String ifMatch) {
    var level = API.json("{\"onHand\":7}").header("If-Match", ifMatch);
    Api.assertInvalid(level.put(LEVEL), "If-Match");
    var adjustment = API.json("{\"delta\":7,\"reason\":\"found\"}").header("If-Match", ifMatch);
    Api.assertInvalid(adjustment.post(Api.ITEMS + "/BAD/adjustments"), "If-Match");
    var patch = API.json("{\"name\":\"N\"}").header("If-Match", ifMatch);
    Api.assertInvalid(patch.patch(Api.ITEMS + "/BAD"), "If-Match");
    var delete = API.request().header("If-Match", ifMatch);
    Api.assertInvalid(delete.delete(Api.ITEMS + "/BAD"), "If-Match");
  }

  @Test
  void aMissingIfMatchIsRequired() {
    var slug = "precondition-required";
    Api.assertRefused(API.json("{\"onHand\":7}").put(LEVEL), 428, slug);
    Api.assertRefused(API.json("{\"name\":\"N\"}").patch(Api.ITEMS + "/BAD"), 428, slug);
    Api.assertRefused(API.request().delete(Api.ITEMS + "/BAD"), 428, slug);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"999\"", "W/\"1\"", "\"never given\"", "\"998\", \"999\""})
  void aStaleIfMatchIsTold(String ifMatch) {
    var slug = "version-mismatch";
    var level = API.json("{\"onHand\":7}").header("If-Match", ifMatch);
    Api.assertRefused(level.put(LEVEL), 412, slug);
    var adjustment = API.json("{\"delta\":7,\"reason\":\"found\"}").header("If-Match", ifMatch);
    Api.assertRefused(adjustment.post(Api.ITEMS + "/BAD/adjustments"), 412, slug);
    var patch = API.json("{\"name\":\"N\"}").header("If-Match", ifMatch);
    Api.assertRefused(patch.patch(Api.ITEMS + "/BAD"), 412, slug);
    var delete = API.request().header("If-Match", ifMatch).delete(Api.ITEMS + "/BAD");
    Api.assertRefused(delete, 412, slug);
    assertThat(delete.jsonPath().getLong("current")).isEqualTo(0);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api/v1/items/%27%3B%20DROP%20TABLE%20item%3B%20--",
        "/api/v1/items/A%00",
        "/api/v1/items/A%0A",
        "/api/v1/items/..",
        "/api/v1/items/UNKNOWN",
        "/api/v1/items/UNKNOWN/movements",
        "/api/v1/items/BAD/levels/%27",
        "/api/v1/items/BAD/levels/nowhere",
        "/api/v1/orders/1",
        "/api/v1/orders/01900000-0000-7000-8000-000000000000",
        "/api/v1/orders/%27%20OR%201=1",
        "/api/v1/items/BAD/nope",
        "/api/v1/nope",
        "/api/v2/items",
        "/api",
        "/nope",
        "/nope/nope.html",
        "/problems/nope",
        "/problems",
        "/q/nope"
      })
  void whatIsNotThereIsNotFound(String path) {
    Api.assertRefused(API.request().get(path), 404, "not-found");
  }

  private static String cursor(String text) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(UTF_8));
  }
}
