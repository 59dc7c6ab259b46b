package io.holdfast.webhook;

import static io.holdfast.Api.assertInvalid;
import static io.holdfast.Api.assertRefused;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.holdfast.Api;
import io.holdfast.Scrape;
import io.holdfast.webhook.Receiver.Received;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What receivers of webhooks get, and what callers are told about it. */
@QuarkusTest
class WebhookTest {

  private static final String WEBHOOKS = "/api/v1/webhooks";
  private static final Duration SOON = Duration.ofSeconds(60);

  private final ObjectMapper json = new ObjectMapper();

  @Inject DataSource dataSource;

  @Test
  void aReceiverThatFailsEverySecondTimeGetsEveryEventSignedAndInOrder() throws Exception {
    var api = new Api("hook-flaky");
    api.createItem("FLAKY", 1_000);
    var requests = new AtomicInteger();
    try (var receiver = new Receiver(any -> requests.getAndIncrement() % 2 == 0 ? 500 : 204)) {
      var webhook = create(api, receiver.url(), "\"order.confirmed\",\"order.cancelled\"");
      for (var order = 0; order < 15; order++) {
        buyAndCancel(api, "FLAKY");
      }
      await()
          .atMost(SOON)
          .until(
              () -> {
                letTimePass(api.shop());
                return successes(receiver).size() == 30;
              });
      var typesBySubject = new HashMap<String, List<String>>();
      var ids = new HashSet<String>();
      for (var success : successes(receiver)) {
        assertThat(success.signature()).isEqualTo(signature(webhook.getString("secret"), success));
        var event = json.readTree(success.body());
        assertThat(event.get("id").textValue()).isEqualTo(success.id());
        assertThat(ids.add(success.id())).isTrue();
        typesBySubject
            .computeIfAbsent(event.get("subject").textValue(), subject -> new ArrayList<>())
            .add(event.get("type").textValue());
      }
      assertThat(typesBySubject).hasSize(15);
      assertThat(typesBySubject.values())
          .allSatisfy(
              types -> assertThat(types).containsExactly("order.confirmed", "order.cancelled"));
      assertNoneOvertook(receiver);
      assertThat(deliveries(api, webhook, "?status=delivered&limit=200").getList("items"))
          .hasSize(30);
    }
    assertThat(Scrape.now().value("holdfast_webhook_deliveries_total", "outcome", "failed"))
        .isPositive();
  }

  /** While an event of a subject has not been taken, no later one of that subject is sent. */
  private void assertNoneOvertook(Receiver receiver) throws Exception {
    var cancelledBeforeConfirmed = new ArrayList<String>();
    var confirmed = new HashSet<String>();
    for (var request : receiver.received()) {
      var event = json.readTree(request.body());
      var subject = event.get("subject").textValue();
      if (event.get("type").textValue().equals("order.cancelled") && !confirmed.contains(subject)) {
        cancelledBeforeConfirmed.add(subject);
      } else if (request.status() < 300) {
        confirmed.add(subject);
      }
    }
    assertThat(cancelledBeforeConfirmed).isEmpty();
  }

  @Test
  void aDeadReceiverDelaysNobodyElse() throws Exception {
    var api = new Api("hook-dead");
    api.createItem("DEAD", 100);
    var over = new CountDownLatch(1);
    try (var dead = new Receiver(any -> hang(over));
        var alive = new Receiver(any -> 200)) {
      create(api, dead.url(), null);
      create(api, alive.url(), null);
      for (var order = 0; order < 10; order++) {
        buyAndCancel(api, "DEAD");
      }
      // The dead one has its first requests under way for ten seconds.
      await().atMost(Duration.ofSeconds(8)).until(() -> alive.received().size() >= 20);
      assertThat(dead.received()).isEmpty();
      over.countDown();
    }
  }

  private static int hang(CountDownLatch over) {
    try {
      return over.await(1, TimeUnit.MINUTES) ? 200 : 500;
    } catch (InterruptedException stopped) {
      return 500;
    }
  }

  @Test
  void whatFailsForTheLastTimeIsParkedAndCanBeRetried() throws Exception {
    var api = new Api("hook-park");
    api.createItem("PARK", 100);
    try (var receiver = new Receiver(any -> 503)) {
      var webhook = create(api, receiver.url(), "\"order.confirmed\",\"order.cancelled\"");
      buyAndCancel(api, "PARK");
      await().atMost(SOON).until(() -> receiver.received().size() == 1);
      await()
          .atMost(SOON)
          .until(() -> deliveries(api, webhook, "").getList("items.attempts").contains(1));
      change("UPDATE webhook_delivery SET failures = 9 WHERE shop = '" + api.shop() + "'");
      letTimePass(api.shop());
      // The first is parked, which lets the second one go, and that is parked too.
      await()
          .atMost(SOON)
          .until(() -> deliveries(api, webhook, "?status=parked").getList("items").size() == 2);
      var parked = deliveries(api, webhook, "?status=parked");
      assertThat(parked.getList("items.responseStatus")).containsExactly(503, 503);
      assertThat(parked.getList("items.nextAttemptAt")).containsOnlyNulls();
      receiver.answer(any -> 200);
      String oldest = parked.getString("items[1].id");
      var retried = api.empty().post(path(webhook) + "/deliveries/" + oldest + "/retry");
      assertThat(retried.statusCode()).isEqualTo(200);
      assertThat(retried.jsonPath().getString("status")).isEqualTo("pending");
      await()
          .atMost(SOON)
          .until(() -> deliveries(api, webhook, "?status=delivered").getList("items").size() == 1);
      assertThat(deliveries(api, webhook, "?status=delivered").getString("items[0].id"))
          .isEqualTo(oldest);
      assertRefused(api.empty().post(path(webhook) + "/deliveries/x/retry"), 404, "not-found");
    }
  }

  @Test
  void aWebhookIsCreatedOnceListedAndDeleted() {
    var api = new Api("hook-crud");
    var body = "{\"url\":\"https://shop.example/hook\",\"description\":\"d\"}";
    var created = api.json(body).header("Idempotency-Key", "k").post(WEBHOOKS);
    assertThat(created.statusCode()).as(created.asString()).isEqualTo(201);
    assertThat(created.header("ETag")).isEqualTo("\"1\"");
    assertThat(created.jsonPath().getString("secret")).startsWith("whsec_");
    var again = api.json(body).header("Idempotency-Key", "k").post(WEBHOOKS);
    assertThat(again.asString()).isEqualTo(created.asString());
    var path = created.header("Location").replaceFirst(".*(?=/api/)", "");
    var found = api.request().get(path).jsonPath();
    assertThat(found.getString("url")).isEqualTo("https://shop.example/hook");
    assertThat(found.getMap("")).doesNotContainKey("secret");
    assertThat(api.request().get(WEBHOOKS).jsonPath().getList("items.id"))
        .containsExactly(found.getString("id"));
    assertRefused(new Api("hook-other").request().get(path), 404, "not-found");
    assertRefused(api.request().delete(path), 428, "precondition-required");
    assertThat(api.request().header("If-Match", "\"1\"").delete(path).statusCode()).isEqualTo(204);
    assertRefused(api.request().get(path), 404, "not-found");
    assertThat(api.request().get(WEBHOOKS).jsonPath().getList("items")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ftp://shop.example/",
        "file:///etc/passwd",
        "shop.example",
        "https://",
        "http://u:p@h/",
        "https://h:99999/",
        "http://h/#x",
        "jar:http://h/",
        ""
      })
  void onlyHttpUrlsAreTaken(String url) {
    assertInvalid(
        new Api("hook-bad").json("{\"url\":\"%s\"}".formatted(url)).post(WEBHOOKS), "url");
  }

  @Test
  void whatIsWrongWithAWebhookIsNamed() {
    var api = new Api("hook-bad");
    assertInvalid(api.json("{}").post(WEBHOOKS), "url");
    assertInvalid(
        api.json("{\"url\":\"http://h/\",\"types\":[\"order.eaten\"]}").post(WEBHOOKS), "types[0]");
    assertInvalid(
        api.json("{\"url\":\"http://h/\",\"secret\":\"whsec_c2hvcnQ=\"}").post(WEBHOOKS), "secret");
    assertInvalid(api.json("{\"url\":\"http://h/\",\"uri\":1}").post(WEBHOOKS), "uri");
  }

  private static JsonPath create(Api api, String url, @Nullable String types) {
    var body =
        types == null
            ? "{\"url\":\"%s\"}".formatted(url)
            : "{\"url\":\"%s\",\"types\":[%s]}".formatted(url, types);
    var created = api.json(body).post(WEBHOOKS);
    assertThat(created.statusCode()).as(created.asString()).isEqualTo(201);
    return created.jsonPath();
  }

  private static String path(JsonPath webhook) {
    return WEBHOOKS + "/" + webhook.getString("id");
  }

  private static JsonPath deliveries(Api api, JsonPath webhook, String query) {
    return api.request().get(path(webhook) + "/deliveries" + query).jsonPath();
  }

  private static void buyAndCancel(Api api, String sku) {
    var id = api.order(sku, 1).jsonPath().getString("id");
    assertThat(api.empty().post(Api.ORDERS + "/" + id + "/cancel").statusCode()).isEqualTo(200);
  }

  /** By id, each for the first time it was taken. */
  private static List<Received> successes(Receiver receiver) {
    var byId = new LinkedHashMap<String, Received>();
    for (var request : receiver.received()) {
      if (request.status() < 300) {
        byId.putIfAbsent(request.id(), request);
      }
    }
    return List.copyOf(byId.values());
  }

  /** Makes every retry due, however long its back-off. */
  private void letTimePass(String shop) throws SQLException {
    change(
        "UPDATE webhook_delivery SET due_at = now() WHERE status = 'pending' AND shop = '"
            + shop
            + "'");
    change("UPDATE webhook SET due_at = now() WHERE shop = '" + shop + "'");
  }

  private void change(String sql) throws SQLException {
    try (var connection = dataSource.getConnection();
        var statement = connection.createStatement()) {
      statement.executeUpdate(sql);
    }
  }

  /** After the specification, from scratch. */
  private static String signature(String secret, Received request) throws Exception {
    var mac = Mac.getInstance("HmacSHA256");
    mac.init(
        new SecretKeySpec(Base64.getDecoder().decode(secret.replace("whsec_", "")), "HmacSHA256"));
    var signed = request.id() + "." + request.timestamp() + "." + request.body();
    return "v1," + Base64.getEncoder().encodeToString(mac.doFinal(signed.getBytes(UTF_8)));
  }
}
