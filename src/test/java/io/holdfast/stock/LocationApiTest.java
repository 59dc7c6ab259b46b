package io.holdfast.stock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;

import io.holdfast.Api;
import io.quarkus.test.junit.QuarkusTest;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Locations, and how orders are sourced from several of them. */
@QuarkusTest
class LocationApiTest {

  private static final Api API = new Api("location-api");
  private static final String LOCATIONS = "/api/v1/locations";

  @Test
  void mainIsThereBeforeAnythingElse() {
    var empty = new Api("location-main");
    empty.request().get(LOCATIONS).then().statusCode(200).body("items.code", contains("main"));
    var main = empty.request().get(LOCATIONS + "/main");
    main.then().statusCode(200).body("active", equalTo(true)).body("priority", equalTo(0));
    assertThat(main.header("ETag")).isEqualTo("\"0\"");
    Api.assertRefused(empty.json("{\"code\":\"main\"}").post(LOCATIONS), 409, "already-exists");
    var patch = empty.json("{\"priority\":5}").header("If-Match", "\"0\"");
    patch.patch(LOCATIONS + "/main").then().statusCode(200).body("version", equalTo(1));
    empty
        .request()
        .get(LOCATIONS)
        .then()
        .body("items.priority", contains(5))
        .body("items.version", contains(1));
  }

  @Test
  void aNewLocationIsAnsweredAsItIsReadLaterAndItsCodeIsTaken() {
    var body = "{\"code\":\"new\",\"name\":\"New\",\"priority\":-3,\"active\":false}";
    var created = API.json(body).header("Idempotency-Key", "new").post(LOCATIONS);
    created.then().statusCode(201).body("name", equalTo("New")).body("active", equalTo(false));
    assertThat(created.header("Location")).endsWith(LOCATIONS + "/new");
    var read = API.request().get(LOCATIONS + "/new");
    assertThat(read.asString()).isEqualTo(created.asString());
    assertThat(read.header("ETag")).isEqualTo(created.header("ETag"));
    var known = API.request().header("If-None-Match", read.header("ETag"));
    assertThat(known.get(LOCATIONS + "/new").statusCode()).isEqualTo(304);
    var replay = API.json(body).header("Idempotency-Key", "new").post(LOCATIONS);
    replay.then().statusCode(201).header("Idempotent-Replayed", equalTo("true"));
    Api.assertRefused(API.json(body).post(LOCATIONS), 409, "already-exists");
    Api.assertRefused(API.request().get(LOCATIONS + "/other"), 404, "not-found");
    var otherShop = new Api("location-other").request().get(LOCATIONS + "/new");
    Api.assertRefused(otherShop, 404, "not-found");
  }

  @Test
  void aPatchNeedsTheVersionLastSeen() {
    create(API, "patched", 0);
    var path = LOCATIONS + "/patched";
    var patch = "{\"name\":\"Other\",\"active\":false}";
    Api.assertRefused(API.json(patch).patch(path), 428, "precondition-required");
    var patched = API.json(patch).header("If-Match", "\"0\"").patch(path);
    patched.then().statusCode(200).header("ETag", "\"1\"").body("priority", equalTo(0));
    assertThat(API.request().get(path).asString()).isEqualTo(patched.asString());
    var stale = API.json(patch).header("If-Match", "\"0\"").patch(path);
    Api.assertRefused(stale, 412, "version-mismatch");
    assertThat(stale.jsonPath().getLong("current")).isEqualTo(1);
    var same = API.json(patch).header("If-Match", "\"1\"").patch(path);
    same.then().statusCode(200).body("version", equalTo(1));
    var absent = API.json(patch).header("If-Match", "*").patch(LOCATIONS + "/absent");
    Api.assertRefused(absent, 404, "not-found");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "code|{\"name\":\"N\"}",
        "code|{\"code\":\"no where\"}",
        "name|{\"code\":\"x\",\"name\":\"\"}",
        "priority|{\"code\":\"x\",\"priority\":\"1\"}",
        "priority|{\"code\":\"x\",\"priority\":1.5}",
        "priority|{\"code\":\"x\",\"priority\":1000001}",
        "active|{\"code\":\"x\",\"active\":\"true\"}",
        "active|{\"code\":\"x\",\"active\":1}",
        "version|{\"code\":\"x\",\"version\":1}"
      })
  void aLocationNamesTheFieldThatIsWrong(String field, String body) {
    Api.assertInvalid(API.json(body).post(LOCATIONS), field);
    if (!field.equals("code")) {
      var patch = body.replace("\"code\":\"x\",", "");
      Api.assertInvalid(API.json(patch).header("If-Match", "*").patch(LOCATIONS + "/main"), field);
    }
  }

  @Test
  void theListOfLocationsIsPaged() {
    var shop = new Api("location-pages");
    List.of("a", "b", "z").forEach(code -> create(shop, code, 0));
    var seen = new ArrayList<String>();
    for (var path = LOCATIONS + "?limit=2"; path != null; ) {
      var page = shop.request().get(path).then().statusCode(200).extract().jsonPath();
      seen.addAll(page.getList("items.code"));
      var next = page.getString("next");
      path = next == null ? null : LOCATIONS + "?limit=2&after=" + next;
    }
    assertThat(seen).containsExactly("a", "b", "main", "z");
    Api.assertInvalid(shop.request().get(LOCATIONS + "?after=x"), "after");
  }

  @Test
  void aLineIsFilledFromOneLocationIfOneCanElseSplitByPriority() {
    var shop = new Api("location-sourcing");
    create(shop, "east", 1);
    create(shop, "west", 2);
    shop.createItem("S", 3);
    level(shop, "S", "east", 5);
    level(shop, "S", "west", 9);
    // Main is asked first, but only west has eight.
    shop.order("S", 8)
        .then()
        .statusCode(201)
        .body("lines[0].allocations.location", contains("west"));
    // Nobody has seven: by priority.
    shop.order("S", 7)
        .then()
        .statusCode(201)
        .body("lines[0].allocations.location", contains("main", "east"))
        .body("lines[0].allocations.quantity", contains(3, 4));
    // West comes before east now.
    patch(shop, "west", "{\"priority\":0}");
    shop.order("S", 1)
        .then()
        .statusCode(201)
        .body("lines[0].allocations.location", contains("west"));
    Api.assertRefused(shop.order("S", 2), 409, "insufficient-stock");
  }

  @Test
  void anInactiveLocationSellsNothingAndKeepsWhatIsReserved() {
    var shop = new Api("location-inactive");
    create(shop, "attic", -1);
    shop.createItem("I", 2);
    level(shop, "I", "attic", 5);
    String order = shop.order("I", 4).path("id");
    patch(shop, "attic", "{\"active\":false}");
    var refused = shop.order("I", 3);
    Api.assertRefused(refused, 409, "insufficient-stock");
    assertThat(refused.jsonPath().getInt("lines[0].available")).isEqualTo(2);
    shop.order("I", 1)
        .then()
        .statusCode(201)
        .body("lines[0].allocations.location", contains("main"));
    var named = "{\"lines\":[{\"sku\":\"I\",\"quantity\":1,\"location\":\"attic\"}]}";
    Api.assertRefused(shop.json(named).post(Api.ORDERS), 409, "insufficient-stock");
    var unknown = shop.json(named.replace("attic", "moon")).post(Api.ORDERS);
    Api.assertRefused(unknown, 404, "not-found");
    shop.empty().post(Api.ORDERS + "/" + order + "/cancel").then().statusCode(200);
    patch(shop, "attic", "{\"active\":true}");
    shop.json(named).post(Api.ORDERS).then().statusCode(201);
    shop.item("I").then().body("reserved", equalTo(2)).body("levels.reserved", contains(1, 1));
  }

  static void create(Api shop, String code, int priority) {
    shop.json("{\"code\":\"%s\",\"priority\":%d}".formatted(code, priority))
        .post(LOCATIONS)
        .then()
        .statusCode(201);
  }

  static void level(Api shop, String sku, String location, long onHand) {
    shop.json("{\"onHand\":" + onHand + "}")
        .header("If-None-Match", "*")
        .put(Api.ITEMS + "/" + sku + "/levels/" + location)
        .then()
        .statusCode(201);
  }

  static void patch(Api shop, String code, String patch) {
    shop.json(patch).header("If-Match", "*").patch(LOCATIONS + "/" + code).then().statusCode(200);
  }
}
