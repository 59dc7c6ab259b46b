package io.holdfast.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.holdfast.Api;
import io.holdfast.event.Position;
import io.holdfast.event.RecordedEvent;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.ServerSocket;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/** What is kept of deliveries, and for how long. */
@QuarkusTest
class DeliveriesTest {

  @Inject DataSource dataSource;
  @Inject OutlivedDeliveries outlived;
  @Inject Receivers receivers;

  @Test
  void whyADeliveryFailedIsToldWithoutAddressesFromInside() throws Exception {
    var api = new Api("delivery-errors");
    int nobodys;
    try (var socket = new ServerSocket(0)) {
      nobodys = socket.getLocalPort();
    }
    assertThat(firstError(api, "http://localhost:" + nobodys + "/"))
        .isEqualTo("no connection could be made");
    assertThat(firstError(api, "http://receiver.invalid/")).isEqualTo("the host is not known");
  }

  @Test
  void aRequestBearsTheTimeOfTheDatabaseWhateverThisClockSays() throws Exception {
    var yesterday = Instant.now().minus(Duration.ofDays(1));
    try (var receiver = new Receiver(any -> 204)) {
      var lease =
          new Lease(
              "delivery-times",
              UUID.randomUUID(),
              receiver.url(),
              Secret.generate(),
              null,
              yesterday,
              System.nanoTime());
      var event = new RecordedEvent(new Position(1, 0), "item.created", "SKU-1", "{}", yesterday);
      receivers
          .send(lease, new Delivery(event.position(), 0, event))
          .toCompletionStage()
          .toCompletableFuture()
          .get(20, TimeUnit.SECONDS);
      assertThat(receiver.received())
          .singleElement()
          .extracting(request -> Instant.ofEpochSecond(Long.parseLong(request.timestamp())))
          .satisfies(
              time ->
                  assertThat(time).isBetween(yesterday.minusSeconds(1), yesterday.plusSeconds(60)));
    }
  }

  @Test
  void aRedirectIsAFailureAndNotFollowed() throws Exception {
    var api = new Api("delivery-redirect");
    try (var elsewhere = new Receiver(any -> 200);
        var receiver =
            new Receiver(
                request -> {
                  request.getResponseHeaders().set("Location", elsewhere.url());
                  return 307;
                })) {
      var path = created(api, receiver.url());
      await()
          .atMost(Duration.ofSeconds(20))
          .until(() -> api.request().get(path).jsonPath().getList("items.attempts").contains(1));
      assertThat(api.request().get(path).jsonPath().getInt("items[0].responseStatus"))
          .isEqualTo(307);
      assertThat(elsewhere.received()).isEmpty();
    }
  }

  private static String firstError(Api api, String url) {
    var path = created(api, url);
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> api.request().get(path).jsonPath().getString("items[0].error") != null);
    return api.request().get(path).jsonPath().getString("items[0].error");
  }

  /** A webhook, with something to deliver; gives the path of its deliveries. */
  private static String created(Api api, String url) {
    var webhook = api.json("{\"url\":\"%s\"}".formatted(url)).post("/api/v1/webhooks");
    webhook.then().statusCode(201);
    api.createItem("E-" + System.nanoTime(), 1);
    return "/api/v1/webhooks/" + webhook.path("id") + "/deliveries";
  }

  @Test
  void outlivedDeliveriesAreRemovedInSlicesAndFreshOnesStay() throws SQLException {
    for (var days : new int[] {8, 6}) {
      sql(
          """
          INSERT INTO webhook_delivery
            (shop, webhook_id, number, place, type, subject, status, created_at)
          SELECT 'deliveries-kept', gen_random_uuid(), n, 0, 'order.held', 'o', 'parked',
            now() - interval '%d days'
          FROM generate_series(1, 1500) AS n"""
              .formatted(days));
    }
    outlived.remove();
    assertThat(sql("DELETE FROM webhook_delivery WHERE shop = 'deliveries-kept'")).isEqualTo(1500);
  }

  private int sql(String statement) throws SQLException {
    try (var connection = dataSource.getConnection();
        var prepared = connection.prepareStatement(statement)) {
      return prepared.executeUpdate();
    }
  }
}
