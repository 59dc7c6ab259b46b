package io.holdfast.order;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;

import io.holdfast.Api;
import io.holdfast.OtherSession;
import io.holdfast.platform.database.Transactions;
import io.holdfast.reservation.Reservations;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/**
 * Holds whose time is over, on a service that has nothing else to do. How late their stock is back
 * the database tells by its own clock: the time of the movement against the end of the hold.
 */
@QuarkusTest
class HoldExpiryTest {

  private static final Api API = new Api("hold-expiry");
  private static final long PROMISED_MILLIS = 1_000;

  @Inject DataSource dataSource;
  @Inject Transactions transactions;
  @Inject OrderCommands commands;
  @Inject Reservations reservations;
  @Inject HoldConfig config;

  @Test
  void aHoldThatIsOverIsExpiredAndItsStockBackWithinASecond() throws Exception {
    API.createItem("OVER", 5);
    var held = hold("OVER", 5);
    Api.assertRefused(API.order("OVER", 1), 409, "insufficient-stock");
    await()
        .pollInterval(Duration.ofMillis(20))
        .until(() -> API.request().get(path(held)).path("status").equals("EXPIRED"));
    for (var late : new String[] {"confirm", "cancel", "extend"}) {
      var refused =
          API.json(late.equals("extend") ? "{\"seconds\":60}" : "").post(path(held, late));
      refused
          .then()
          .statusCode(409)
          .body("type", equalTo("/problems/order-state"))
          .body("status", equalTo("EXPIRED"))
          .body("allowed", hasSize(0));
    }
    await().until(() -> API.item("OVER").path("available").equals(5));
    assertThat(millisLate("OVER")).isBetween(0L, PROMISED_MILLIS);
    API.request()
        .get("/api/v1/items/OVER/movements")
        .then()
        .body("items[0].kind", equalTo("expired"))
        .body("items[0].reservedDelta", equalTo(-5));
    API.request()
        .get(Api.ORDERS + "?status=EXPIRED&sku=OVER")
        .then()
        .body("items.id", contains(held.<String>path("id")))
        .body("items[0].lines[0].reserved", equalTo(0));
    API.request().get(Api.ORDERS + "?status=HELD&sku=OVER").then().body("items", hasSize(0));
    API.empty().post("/api/v1/invariants/check").then().body("ok", equalTo(true));
  }

  @Test
  void twentyHoldsThatEndTogetherAreAllBackWithinASecond() throws Exception {
    API.createItem("MANY", 100);
    for (var i = 0; i < 20; i++) {
      hold("MANY", 5);
    }
    await().until(() -> API.item("MANY").path("available").equals(100));
    assertThat(millisLate("MANY")).isBetween(0L, PROMISED_MILLIS);
  }

  @Test
  void aHoldThatCannotBeEndedKeepsNoOtherFromEnding() throws Exception {
    API.createItem("STUCK", 5);
    API.createItem("FREE", 5);
    try (var other = new OtherSession(dataSource)) {
      hold("STUCK", 1);
      other.lockStockOf("STUCK");
      hold("FREE", 1);
      await().until(() -> API.item("FREE").path("available").equals(5));
      API.item("STUCK").then().body("available", equalTo(4));
    }
    assertThat(millisLate("FREE")).isBetween(0L, PROMISED_MILLIS);
    await().until(() -> API.item("STUCK").path("available").equals(5));
  }

  /** One sweeper more, as another pod has it; its first look fails in a way that nobody foresaw. */
  @Test
  void anErrorIsNotTheEndOfLookingForHolds() {
    var looks = new AtomicInteger();
    var metrics =
        new HoldMetrics(new SimpleMeterRegistry()) {
          @Override
          void lag(double seconds) {
            if (!Double.isNaN(seconds) && looks.incrementAndGet() == 1) {
              throw new StackOverflowError("made by a test");
            }
          }
        };
    var sweeper = new HoldSweeper(transactions, commands, reservations, metrics, config);
    sweeper.start(new StartupEvent());
    try {
      await().until(() -> looks.get() > 1);
    } finally {
      sweeper.stop(new ShutdownEvent());
    }
  }

  private long millisLate(String sku) throws SQLException {
    try (var clock = new OtherSession(dataSource)) {
      return clock.number(
          "SELECT max(1000 * extract(epoch FROM m.at - o.expires_at))::int8 FROM stock_movement m"
              + " JOIN orders o ON o.shop = m.shop AND o.id = m.order_id WHERE m.kind = 'expired'"
              + " AND m.sku = '"
              + sku
              + "'");
    }
  }

  private static Response hold(String sku, int quantity) {
    var held =
        API.json(
                "{\"lines\":[{\"sku\":\"%s\",\"quantity\":%d}],\"hold\":{\"seconds\":1}}"
                    .formatted(sku, quantity))
            .post(Api.ORDERS);
    held.then().statusCode(201);
    return held;
  }

  private static String path(Response order) {
    return Api.ORDERS + "/" + order.path("id");
  }

  private static String path(Response order, String step) {
    return path(order) + "/" + step;
  }
}
