package io.holdfast.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.holdfast.Buyers;
import io.holdfast.ServiceProcess;
import io.holdfast.TestDatabase;
import io.holdfast.webhook.Receiver;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The packaged service twice on one database. */
@Timeout(240)
class TwoProcessesIT {

  private static final String ITEM = "{\"sku\":\"TWO\",\"name\":\"Two\",\"onHand\":1000}";
  private static final String ORDER = "{\"lines\":[{\"sku\":\"TWO\",\"quantity\":1}]}";
  private static final int ORDERS = 200;
  private static final int EXIT_AFTER_SIGTERM = 143;

  @TempDir Path directory;

  @Test
  void theyShareTheWorkAndAReaderGoesFromOneToTheOther() throws Exception {
    var database = new TestDatabase().start();
    try (var receiver = new Receiver(any -> 200);
        var first = start(database);
        var second = start(database)) {
      var buyers = List.of(new Buyers(first.baseUri()), new Buyers(second.baseUri()));
      var webhook = "{\"url\":\"%s\"}".formatted(receiver.url());
      assertThat(buyers.get(0).post("/api/v1/webhooks", webhook).statusCode()).isEqualTo(201);
      assertThat(buyers.get(0).post("/api/v1/items", ITEM).statusCode()).isEqualTo(201);
      String lastId;
      var seen = new HashSet<String>();
      try (var reader = EventReader.open(first.baseUri(), "default", null)) {
        buy(buyers, ORDERS / 2);
        for (var event = 0; event < ORDERS / 2 + 1; event++) {
          assertThat(seen.add(reader.next().get("id").textValue())).isTrue();
        }
        // Nothing keeps the reader from coming to an end, and nothing the process from stopping.
        ProcessHandle.of(first.pid()).orElseThrow().destroy();
        assertThat(reader.ends()).isTrue();
        lastId = reader.lastId();
        assertThat(first.awaitExit()).isEqualTo(EXIT_AFTER_SIGTERM);
        assertThat(first.output()).doesNotContain("Timed out", " ERROR ");
      }
      buy(List.of(buyers.get(1)), ORDERS / 2);
      try (var reader = EventReader.open(second.baseUri(), "default", lastId)) {
        for (var event = 0; event < ORDERS / 2; event++) {
          assertThat(seen.add(reader.next().get("id").textValue())).isTrue();
        }
      }
      await().atMost(Duration.ofSeconds(60)).until(() -> ids(receiver).equals(seen));
      // What was on its way when the first one stopped may have come twice; nothing else.
      assertThat(receiver.received().size()).isBetween(seen.size(), seen.size() + 16);
      assertThat(second.output()).doesNotContain(" ERROR ");
    }
  }

  private ServiceProcess start(Map<String, String> database) {
    var launch = ServiceProcess.in(directory).with("quarkus.shutdown.delay", "1s");
    database.forEach(launch::with);
    return launch.startReady();
  }

  private static void buy(List<Buyers> buyers, int orders) throws Exception {
    var tasks = new ArrayList<Callable<Integer>>();
    for (var order = 0; order < orders; order++) {
      var buyer = buyers.get(order % buyers.size());
      tasks.add(() -> buyer.insist("/api/v1/orders", ORDER).statusCode());
    }
    assertThat(Buyers.atOnce(8, tasks)).containsOnly(201);
  }

  private static Set<String> ids(Receiver receiver) {
    Set<String> ids = new HashSet<>();
    receiver.received().forEach(request -> ids.add(request.id()));
    return ids;
  }
}
