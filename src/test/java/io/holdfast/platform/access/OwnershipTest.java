package io.holdfast.platform.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.Api;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whose an order is, who sees it, and in which shop. */
@QuarkusTest
@TestProfile(WithTokens.class)
class OwnershipTest {

  private static final String[] BUYER = {"orders:read", "orders:write"};
  private static final String STEP = "{\"lines\":[{\"sku\":\"%s\",\"quantity\":1}]}";

  private final String run = UUID.randomUUID().toString();
  private final String shop = "own-" + run;
  private final Token alice = Token.of("alice-" + run, BUYER).shop(shop);
  private final Token bob = Token.of("bob-" + run, BUYER).shop(shop);
  private final Token operator =
      Token.of(
              "operator-" + run, "orders:read", "orders:write", "inventory:write", "inventory:read")
          .shop(shop);
  private final Token admin = Token.of("admin-" + run, "admin").shop(shop);

  @BeforeEach
  void stock() {
    create(operator, "POSTER");
  }

  private static void create(Token by, String sku) {
    var created =
        by.json("{\"sku\":\"%s\",\"name\":\"Poster\",\"onHand\":100}".formatted(sku))
            .post(Api.ITEMS);
    assertThat(created.statusCode()).as(created.asString()).isEqualTo(201);
  }

  @Test
  void anothersOrderIsAsGoodAsAbsent() {
    var id = hold(alice).jsonPath().getString("id");
    var path = Api.ORDERS + "/" + id;
    var absent = Api.ORDERS + "/" + UUID.randomUUID();

    assertSame(bob.request().get(path), bob.request().get(absent));
    assertSame(bob.request().get(path + "/timeline"), bob.request().get(absent + "/timeline"));
    for (var step :
        List.of("/cancel {}", "/confirm {}", "/extend {\"seconds\":60}", "/fulfilments {}")) {
      var parts = step.split(" ", 2);
      assertSame(
          bob.json(parts[1]).post(path + parts[0]), bob.json(parts[1]).post(absent + parts[0]));
      // Nor does a version tell that it is there.
      assertSame(
          bob.json(parts[1]).header("If-Match", "\"7\"").post(path + parts[0]),
          bob.json(parts[1]).header("If-Match", "\"7\"").post(absent + parts[0]));
    }
    var back = "{\"lines\":[{\"sku\":\"POSTER\",\"quantity\":1,\"restock\":true}]}";
    assertSame(bob.json(back).post(path + "/returns"), bob.json(back).post(absent + "/returns"));
    assertThat(bob.request().get("/orders/" + id).statusCode()).isEqualTo(404);

    var after = alice.request().get(path);
    assertThat(after.statusCode()).isEqualTo(200);
    assertThat(after.jsonPath().getString("status")).isEqualTo("HELD");
    assertThat(after.header("ETag")).isEqualTo("\"0\"");
    assertThat(alice.json("{}").post(path + "/confirm").statusCode()).isEqualTo(200);
    assertThat(alice.request().get("/orders/" + id).statusCode()).isEqualTo(200);
  }

  @Test
  void aListShowsOnesOwnAndTheOperatorsAll() {
    var ofAlice = List.of(id(order(alice)), id(hold(alice)));
    var ofBob = List.of(id(order(bob)));
    var placed = id(order(operator));
    assertThat(ids(alice, "")).containsExactlyInAnyOrderElementsOf(ofAlice);
    assertThat(ids(alice, "?sku=POSTER&limit=1")).hasSize(1).isSubsetOf(ofAlice);
    assertThat(ids(alice, "?status=HELD")).containsExactly(ofAlice.get(1));
    assertThat(ids(bob, "")).containsExactlyInAnyOrderElementsOf(ofBob);
    for (var all : List.of(operator, admin)) {
      assertThat(ids(all, ""))
          .containsExactlyInAnyOrder(ofAlice.get(0), ofAlice.get(1), ofBob.get(0), placed);
    }
    assertThat(bob.request().get("/orders").asString())
        .contains(ofBob.get(0))
        .doesNotContain(ofAlice);
  }

  @Test
  void whoSeesTheShopMayChangeItsOrdersAndTheRecordSaysWho() {
    var id = id(hold(alice));
    var path = Api.ORDERS + "/" + id;
    assertThat(operator.json("{}").post(path + "/confirm").statusCode()).isEqualTo(200);
    assertThat(admin.json("{}").post(path + "/fulfilments").statusCode()).isEqualTo(200);
    assertThat(alice.request().get(path + "/timeline").jsonPath().getList("items.actor"))
        .containsExactly("alice-" + run, "operator-" + run, "admin-" + run);
    assertThat(
            operator
                .request()
                .get(Api.ITEMS + "/POSTER/movements")
                .jsonPath()
                .getList("items.actor"))
        .containsExactly("admin-" + run, "alice-" + run, "operator-" + run);
    // What was confirmed at once has no step on record but its own placing.
    var atOnce = Api.ORDERS + "/" + id(order(bob));
    assertThat(bob.request().get(atOnce + "/timeline").jsonPath().getList("items.actor"))
        .containsExactly("bob-" + run);
  }

  @Test
  void theSameKeyOfTwoPrincipalsStandsForTwoRequests() {
    var key = "key-" + run;
    var ofAlice = keyed(alice, key);
    var ofBob = keyed(bob, key);
    assertThat(ofAlice.statusCode()).isEqualTo(201);
    assertThat(ofBob.statusCode()).isEqualTo(201);
    assertThat(ofBob.header("Idempotent-Replayed")).isNull();
    assertThat(id(ofBob)).isNotEqualTo(id(ofAlice));
    assertThat(id(keyed(alice, key))).isEqualTo(id(ofAlice));
    // Another path under one's key is one's own mistake; under another's it is nobody's business.
    var items = "{\"sku\":\"OTHER\",\"name\":\"Other\"}";
    var made = operator.json(items).header("Idempotency-Key", key).post(Api.ITEMS);
    assertThat(made.statusCode()).isEqualTo(201);
  }

  @Test
  void theTokenNamesTheShopAndTheHeaderMayOnlyAgree() {
    var id = id(order(alice));
    var elsewhere = Token.of("operator-" + run, "admin").shop("other-" + run);
    Api.assertRefused(elsewhere.request().get(Api.ORDERS + "/" + id), 404, "not-found");
    Api.assertRefused(
        elsewhere.request().header("Holdfast-Shop", shop).get(Api.ORDERS + "/" + id),
        403,
        "forbidden");
    Api.assertRefused(
        elsewhere.request().header("Holdfast-Shop", "../x").get(Api.ORDERS), 403, "forbidden");
    Api.assertRefused(
        alice.request().header("Holdfast-Shop", shop, "default").get(Api.ORDERS), 403, "forbidden");
    assertThat(
            alice.request().header("Holdfast-Shop", shop).get(Api.ORDERS + "/" + id).statusCode())
        .isEqualTo(200);
    assertThat(elsewhere.request().get("/orders?shop=" + shop).statusCode()).isEqualTo(403);
    assertThat(elsewhere.request().get("/?shop=" + shop).statusCode()).isEqualTo(403);
    assertThat(alice.request().get("/orders/" + id + "?shop=" + shop).statusCode()).isEqualTo(200);
  }

  @Test
  void aTokenWithoutAShopIsForTheDefaultOne() {
    var sku = "D-" + run;
    var someone = Token.of("someone-" + run, "admin");
    create(someone, sku);
    assertThat(
            Token.of("another-" + run, "admin")
                .shop("default")
                .request()
                .get(Api.ITEMS + "/" + sku)
                .statusCode())
        .isEqualTo(200);
    Api.assertRefused(operator.request().get(Api.ITEMS + "/" + sku), 404, "not-found");
  }

  @Test
  void aClientWithoutAPersonIsKnownByItsName() {
    var client = Token.of("", BUYER).with("sub", null).with("azp", "till-" + run).shop(shop);
    var id = id(order(client));
    assertThat(ids(client, "")).containsExactly(id);
    assertThat(
            client
                .request()
                .get(Api.ORDERS + "/" + id + "/timeline")
                .jsonPath()
                .getList("items.actor"))
        .containsExactly("till-" + run);
  }

  private static Response order(Token by) {
    return created(by.json(STEP.formatted("POSTER")).post(Api.ORDERS));
  }

  private static Response hold(Token by) {
    return created(
        by.json("{\"lines\":[{\"sku\":\"POSTER\",\"quantity\":1}],\"hold\":{}}").post(Api.ORDERS));
  }

  private static Response keyed(Token by, String key) {
    return by.json(STEP.formatted("POSTER")).header("Idempotency-Key", key).post(Api.ORDERS);
  }

  private static Response created(Response response) {
    assertThat(response.statusCode()).as(response.asString()).isEqualTo(201);
    return response;
  }

  private static String id(Response order) {
    return order.jsonPath().getString("id");
  }

  private static List<String> ids(Token by, String query) {
    return by.request().get(Api.ORDERS + query).jsonPath().getList("items.id");
  }

  /** The same refusal, but for the path that it names. */
  private static void assertSame(Response refused, Response absent) {
    Api.assertRefused(refused, 404, "not-found");
    Api.assertRefused(absent, 404, "not-found");
    assertThat(refused.jsonPath().getString("detail"))
        .isEqualTo(absent.jsonPath().getString("detail"));
    assertThat(refused.headers().asList().stream().map(header -> header.getName()).toList())
        .isEqualTo(absent.headers().asList().stream().map(header -> header.getName()).toList());
  }
}
