package io.holdfast.idempotency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.holdfast.Api;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import org.junit.jupiter.api.Test;

/** The same key is the same request: it takes effect once and is answered the same. */
@QuarkusTest
class IdempotencyApiTest {

  private static final Api API = new Api("idempotency-api");

  @Test
  void aReplayEqualsTheFirstAnswerEvenAfterTheOrderHasChanged() {
    API.createItem("REPLAY", 5);
    var first = order("REPLAY", 2, "replay");
    assertThat(first.statusCode()).isEqualTo(201);
    assertReplayed(order("REPLAY", 2, "replay"), first);
    API.empty().post(Api.ORDERS + "/" + first.path("id") + "/cancel").then().statusCode(200);
    assertReplayed(order("REPLAY", 2, "replay"), first);
    API.item("REPLAY").then().body("reserved", equalTo(0));
  }

  @Test
  void aKeyIsTakenVerbatim() {
    API.createItem("VERBATIM", 9);
    for (var key : new String[] {"k", "K", "\"k\"", "k,k", "k".repeat(255), "~!@#$%^&*()"}) {
      var first = order("VERBATIM", 1, key);
      assertThat(first.statusCode()).as(key).isEqualTo(201);
      assertThat(first.header("Idempotent-Replayed")).isNull();
      assertReplayed(order("VERBATIM", 1, key), first);
    }
    API.item("VERBATIM").then().body("reserved", equalTo(6));
  }

  @Test
  void aKeyOfAnotherRequestIsRefused() {
    API.createItem("REUSED", 9);
    var first = order("REUSED", 1, "reused");
    assertThat(first.statusCode()).isEqualTo(201);
    var slug = "idempotency-key-reused";
    Api.assertRefused(order("REUSED", 2, "reused"), 422, slug);
    var item =
        API.json("{\"sku\":\"REUSED-2\",\"name\":\"N\"}").header("Idempotency-Key", "reused");
    Api.assertRefused(item.post(Api.ITEMS), 422, slug);
    var cancel = API.empty().header("Idempotency-Key", "reused");
    var path = Api.ORDERS + "/" + first.path("id") + "/cancel";
    Api.assertRefused(cancel.post(path), 422, slug);
    API.item("REUSED").then().body("reserved", equalTo(1));
    Api.assertRefused(API.item("REUSED-2"), 404, "not-found");
  }

  @Test
  void aRefusalIsDecidedAgain() {
    API.createItem("AGAIN", 1);
    Api.assertRefused(order("AGAIN", 2, "again"), 409, "insufficient-stock");
    API.json("{\"delta\":1,\"reason\":\"received\"}")
        .post(Api.ITEMS + "/AGAIN/adjustments")
        .then()
        .statusCode(201);
    var second = order("AGAIN", 2, "again");
    assertThat(second.statusCode()).isEqualTo(201);
    assertThat(second.header("Idempotent-Replayed")).isNull();
    assertReplayed(order("AGAIN", 2, "again"), second);
  }

  @Test
  void aCancelKeepsItsAnswerUnderAKeyToo() {
    API.createItem("CANCEL", 5);
    var path = Api.ORDERS + "/" + API.order("CANCEL", 2).path("id") + "/cancel";
    var first = API.json("{\"reason\":\"r\"}").header("Idempotency-Key", "cancel").post(path);
    assertThat(first.statusCode()).isEqualTo(200);
    var second = API.json("{\"reason\":\"r\"}").header("Idempotency-Key", "cancel").post(path);
    assertReplayed(second, first);
    var other = API.json("{\"reason\":\"s\"}").header("Idempotency-Key", "cancel").post(path);
    Api.assertRefused(other, 422, "idempotency-key-reused");
  }

  @Test
  void anItemIsCreatedOncePerKey() {
    var body = "{\"sku\":\"CREATE\",\"name\":\"N\",\"onHand\":3}";
    var first = API.json(body).header("Idempotency-Key", "create").post(Api.ITEMS);
    assertThat(first.statusCode()).isEqualTo(201);
    assertReplayed(API.json(body).header("Idempotency-Key", "create").post(Api.ITEMS), first);
    Api.assertRefused(
        API.json(body).header("Idempotency-Key", "create-2").post(Api.ITEMS),
        409,
        "already-exists");
  }

  private static Response order(String sku, long quantity, String key) {
    return API.json("{\"lines\":[{\"sku\":\"%s\",\"quantity\":%d}]}".formatted(sku, quantity))
        .header("Idempotency-Key", key)
        .post(Api.ORDERS);
  }

  private static void assertReplayed(Response replay, Response first) {
    assertThat(replay.statusCode()).isEqualTo(first.statusCode());
    assertThat(replay.asString()).isEqualTo(first.asString());
    assertThat(replay.contentType()).isEqualTo(first.contentType());
    assertThat(replay.header("Location")).isEqualTo(first.header("Location"));
    assertThat(replay.header("ETag")).isEqualTo(first.header("ETag"));
    assertThat(replay.header("Idempotent-Replayed")).isEqualTo("true");
  }
}
