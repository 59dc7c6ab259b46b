package io.holdfast.order;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.holdfast.Buyers;
import io.holdfast.ServiceProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The packaged service killed in the middle of its work, and started again: on its own database,
 * which is orphaned by that, or, where it carries none, on the tests'.
 */
class CrashIT {

  private static final String ITEM = "{\"sku\":\"CRASH\",\"name\":\"Crash\",\"onHand\":1000000}";
  private static final String ORDER = "{\"lines\":[{\"sku\":\"CRASH\",\"quantity\":1}]}";
  private static final int BUYERS = 16;
  private static final int ACKNOWLEDGED_BEFORE_THE_CRASH = 60;

  private final ObjectMapper json = new ObjectMapper();
  // The body that each acknowledged key was answered with
  private final Map<String, String> acknowledged = new ConcurrentHashMap<>();
  private final CountDownLatch enough = new CountDownLatch(ACKNOWLEDGED_BEFORE_THE_CRASH);

  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(strings = {"combining", "optimistic"})
  void everyAcknowledgedOrderIsThereAfterACrashAndNoneTwice(String strategy) throws Exception {
    var launch = launch(strategy);
    try (var crashing = launch.startReady()) {
      buyUntilTheCrash(crashing);
      // An embedded database is still there, an orphan, and the next one replaces it.
      try (var service = launch.startReady()) {
        everyAcknowledgedOrderIsThere(new Buyers(service.baseUri()));
      }
    }
  }

  private void buyUntilTheCrash(ServiceProcess service) throws Exception {
    var buyers = new Buyers(service.baseUri());
    assertThat(buyers.post("/api/v1/items", ITEM).statusCode()).isEqualTo(201);
    var tasks = new ArrayList<Callable<Integer>>();
    for (var buyer = 0; buyer < BUYERS; buyer++) {
      var name = "b" + buyer;
      tasks.add(() -> buyUntilTheCrash(buyers, name));
    }
    tasks.add(
        () -> {
          assertThat(enough.await(60, TimeUnit.SECONDS)).isTrue();
          service.kill9();
          return 0;
        });
    Buyers.atOnce(BUYERS + 1, tasks);
  }

  private void everyAcknowledgedOrderIsThere(Buyers buyers) throws Exception {
    assertThat(acknowledged).hasSizeGreaterThanOrEqualTo(ACKNOWLEDGED_BEFORE_THE_CRASH);
    var orders = orderIds(buyers);
    for (var entry : acknowledged.entrySet()) {
      // It has just started, and may be late at first.
      var replay = buyers.insist("/api/v1/orders", ORDER, "Idempotency-Key", entry.getKey());
      assertThat(replay.statusCode()).isEqualTo(201);
      assertThat(replay.body()).isEqualTo(entry.getValue());
      assertThat(orders).contains(json.readTree(replay.body()).get("id").textValue());
    }
    var item = json.readTree(buyers.get("/api/v1/items/CRASH").body());
    assertThat(item.get("reserved").intValue()).isEqualTo(orders.size());
    var books = json.readTree(buyers.post("/api/v1/invariants/check", "").body());
    assertThat(books.get("ok").booleanValue()).as(books.toPrettyString()).isTrue();
  }

  private ServiceProcess.Launch launch(String strategy) {
    var launch = ServiceProcess.in(directory).with("holdfast.reservation.strategy", strategy);
    return ServiceProcess.isNative() ? launch.onTestDatabase() : launch;
  }

  private int buyUntilTheCrash(Buyers buyers, String name) throws InterruptedException {
    for (var i = 0; ; i++) {
      var key = name + "-" + i;
      try {
        var answer = buyers.post("/api/v1/orders", ORDER, "Idempotency-Key", key);
        if (answer.statusCode() == 201) {
          acknowledged.put(key, answer.body());
          enough.countDown();
        } else {
          assertThat(answer.statusCode()).as(answer.body()).isEqualTo(503);
        }
      } catch (IOException crashed) {
        return i;
      }
    }
  }

  private List<String> orderIds(Buyers buyers) throws Exception {
    var ids = new ArrayList<String>();
    var seen = new HashSet<String>();
    var page = json.readTree(buyers.get("/api/v1/orders?limit=200").body());
    while (true) {
      for (var order : page.get("items")) {
        assertThat(seen.add(order.get("id").textValue())).isTrue();
        ids.add(order.get("id").textValue());
      }
      if (page.get("next").isNull()) {
        return ids;
      }
      page =
          json.readTree(
              buyers.get("/api/v1/orders?limit=200&after=" + page.get("next").textValue()).body());
    }
  }
}
