package io.holdfast.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.holdfast.Api;
import io.holdfast.OtherSession;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/** Shops of races go while the service is at work on what happened in them. */
@QuarkusTest
class LabShopTest {

  private static final Api API = new Api("lab-of-yesterday");

  @Inject LabShop labShop;
  @Inject DataSource dataSource;

  /** As one of a race that was cut short; its writes are those that matter here. */
  @Test
  void anOrderThatIsUnderWayLeavesNothingBehind() throws Exception {
    API.createItem("SOLD", 5);
    try (var order = new OtherSession(dataSource);
        var observer = new OtherSession(dataSource)) {
      order.lockStockOf("SOLD");
      var removal = CompletableFuture.runAsync(this::remove);
      await().until(() -> observer.waiting() > 0);
      order.execute(
          """
          INSERT INTO allocation (shop, order_id, sku, location, quantity)
          VALUES ('%1$s', gen_random_uuid(), 'SOLD', 'main', 1);
          INSERT INTO stock_movement (shop, sku, location, version, kind, on_hand_delta,
            reserved_delta, on_hand_after, reserved_after, actor, at)
          VALUES ('%1$s', 'SOLD', 'main', 2, 'reserved', 0, 1, 5, 1, 'a', now())"""
              .formatted(API.shop()));
      order.commit();
      assertThat(removal).succeedsWithin(10, TimeUnit.SECONDS);
      assertNothingIsLeft(observer);
    }
  }

  @Test
  void removalWaitsForWhoeverNumbersEventsAndNeverInACircle() throws Exception {
    API.createItem("SOLD", 5);
    try (var numbering = new OtherSession(dataSource);
        var observer = new OtherSession(dataSource)) {
      await().until(() -> observer.number(rows("batch", "number > 0")) == 1);
      numbering.execute(
          "SELECT 1 FROM event_sequence WHERE shop = '%s' FOR NO KEY UPDATE".formatted(API.shop()));
      var removal = CompletableFuture.runAsync(this::remove);
      await().until(() -> observer.waiting() > 0);
      numbering.execute("UPDATE batch SET number = number WHERE shop = '%s'".formatted(API.shop()));
      numbering.commit();
      assertThat(removal).succeedsWithin(10, TimeUnit.SECONDS);
      assertNothingIsLeft(observer);
    }
  }

  private static void assertNothingIsLeft(OtherSession observer) throws SQLException {
    for (var table :
        List.of(
            "item",
            "stock_level",
            "allocation",
            "stock_movement",
            "event",
            "batch",
            "event_sequence")) {
      assertThat(observer.number(rows(table, "true"))).as(table).isZero();
    }
  }

  private void remove() {
    try {
      labShop.remove(API.shop());
    } catch (SQLException failure) {
      throw new IllegalStateException(failure);
    }
  }

  private static String rows(String table, String condition) {
    return "SELECT count(*) FROM %s WHERE shop = '%s' AND %s"
        .formatted(table, API.shop(), condition);
  }
}
