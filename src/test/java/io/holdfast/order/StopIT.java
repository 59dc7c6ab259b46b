package io.holdfast.order;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.holdfast.Buyers;
import io.holdfast.ServiceProcess;
import java.io.IOException;
import java.net.ConnectException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged service told to stop in the middle of its work, on its own database. */
class StopIT {

  private static final String ITEM = "{\"sku\":\"STOP\",\"name\":\"Stop\",\"onHand\":1000000}";
  private static final String ORDER = "{\"lines\":[{\"sku\":\"STOP\",\"quantity\":1}]}";
  private static final int BUYERS = 32;
  private static final int EXIT_AFTER_SIGTERM = 143;

  private final ObjectMapper json = new ObjectMapper();
  private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();
  private final Queue<String> broken = new ConcurrentLinkedQueue<>();
  private final CountDownLatch underWay = new CountDownLatch(100);

  @TempDir Path directory;

  @Test
  void everyOrderThatWasTakenIsAnswered() throws Exception {
    try (var service = start()) {
      var buyers = new Buyers(service.baseUri());
      assertThat(buyers.post("/api/v1/items", ITEM).statusCode()).isEqualTo(201);
      var tasks = new ArrayList<Callable<Void>>();
      for (var buyer = 0; buyer < BUYERS; buyer++) {
        tasks.add(() -> buyUntilNobodyAnswers(buyers));
      }
      tasks.add(() -> stop(service, buyers));
      Buyers.atOnce(tasks.size(), tasks);
      assertThat(service.output()).doesNotContain("Timed out", " ERROR ");
    }
    assertThat(broken).isEmpty();
    try (var again = start()) {
      assertThat(orderIds(new Buyers(again.baseUri()))).isEqualTo(acknowledged);
    }
  }

  private ServiceProcess start() {
    return ServiceProcess.in(directory)
        .with("holdfast.reservation.strategy", "pessimistic")
        .with("quarkus.shutdown.delay", "2s")
        .startReady();
  }

  private Void stop(ServiceProcess service, Buyers observer) throws Exception {
    assertThat(underWay.await(60, TimeUnit.SECONDS)).isTrue();
    ProcessHandle.of(service.pid()).orElseThrow().destroy();
    await().until(() -> observer.get("/q/health/ready").statusCode() == 503);
    var whenUnready = acknowledged.size();
    assertThat(service.awaitExit()).isEqualTo(EXIT_AFTER_SIGTERM);
    assertThat(acknowledged).as("sold while unready").hasSizeGreaterThan(whenUnready);
    return null;
  }

  private Void buyUntilNobodyAnswers(Buyers buyers) throws Exception {
    while (true) {
      try {
        var answer = buyers.post("/api/v1/orders", ORDER);
        if (answer.statusCode() == 201) {
          acknowledged.add(json.readTree(answer.body()).get("id").textValue());
          underWay.countDown();
        } else if (answer.statusCode() != 503
            || answer.headers().firstValue("Retry-After").isEmpty()) {
          broken.add(answer + answer.body());
        }
      } catch (ConnectException stopped) {
        return null;
      } catch (IOException closed) {
        // At the very end a connection may be closed before a byte of an answer, and nothing done.
        var reason = String.valueOf(closed.getMessage());
        if (!reason.contains("received no bytes") && !reason.contains("reset")) {
          broken.add(closed.toString());
        }
      }
    }
  }

  private Set<String> orderIds(Buyers buyers) throws Exception {
    var ids = new HashSet<String>();
    var next = "";
    while (true) {
      var page = json.readTree(buyers.get("/api/v1/orders?limit=200" + next).body());
      page.get("items").forEach(order -> ids.add(order.get("id").textValue()));
      if (page.get("next").isNull()) {
        return ids;
      }
      next = "&after=" + page.get("next").textValue();
    }
  }
}
