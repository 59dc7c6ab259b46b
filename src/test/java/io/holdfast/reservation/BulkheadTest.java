package io.holdfast.reservation;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.holdfast.Buyers;
import io.holdfast.OtherSession;
import io.holdfast.Scrape;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A database that stalls keeps a bounded number of requests, and the others are told at once. */
@QuarkusTest
@TestProfile(MetricsTest.OptimisticOnly.class)
class BulkheadTest {

  @TestHTTPResource URI base;
  @Inject DataSource dataSource;

  @ConfigProperty(name = "quarkus.datasource.jdbc.max-size")
  int connections;

  private final ExecutorService callers = Executors.newCachedThreadPool();
  private String sku;
  private Buyers buyers;

  @BeforeEach
  void item() throws Exception {
    buyers = new Buyers(base);
    sku = "STALL-" + UUID.randomUUID();
    var item = "{\"sku\":\"%s\",\"name\":\"Stall\",\"onHand\":1000}".formatted(sku);
    assertThat(buyers.insist("/api/v1/items", item).statusCode()).isEqualTo(201);
  }

  @AfterEach
  void stop() {
    callers.shutdownNow();
  }

  @Test
  void readersOfAStalledTableAreShedAndServedAgainAfterwards() throws Exception {
    shed("LOCK TABLE item IN ACCESS EXCLUSIVE MODE", () -> buyers.get("/api/v1/items/" + sku), 200);
  }

  @Test
  void soAreOrders() throws Exception {
    var order = "{\"lines\":[{\"sku\":\"%s\",\"quantity\":1}]}".formatted(sku);
    shed(
        "LOCK TABLE stock_level IN ACCESS EXCLUSIVE MODE",
        () -> buyers.post("/api/v1/orders", order),
        201);
    assertThat(
            Scrape.now()
                .value(
                    "holdfast_reservations_total",
                    "strategy",
                    "optimistic",
                    "outcome",
                    "overloaded"))
        .isPositive();
  }

  private void shed(String lock, Callable<HttpResponse<String>> call, int success)
      throws Exception {
    var places = MetricsTest.REQUESTS_PER_CONNECTION * connections;
    var before = Scrape.now().value("holdfast_bulkhead_refused_total");
    var refused = new AtomicInteger();
    Callable<HttpResponse<String>> counted =
        () -> {
          var answer = call.call();
          if (answer.statusCode() == 503
              && answer.body().contains("Too many requests are waiting")) {
            refused.incrementAndGet();
          }
          return answer;
        };
    List<Future<HttpResponse<String>>> calls;
    try (var session = new OtherSession(dataSource)) {
      session.execute(lock);
      calls = Stream.generate(() -> callers.submit(counted)).limit(places + 20L).toList();
      // While all the others wait.
      await().atMost(30, SECONDS).until(() -> refused.get() > 0);
      session.rollback();
    }
    for (var one : calls) {
      var answer = one.get(30, SECONDS);
      assertThat(answer.statusCode()).as(answer.body()).isIn(success, 503);
      assertThat(answer.statusCode() == 503)
          .isEqualTo(answer.headers().firstValue("Retry-After").isPresent());
    }
    assertThat(Scrape.now().value("holdfast_bulkhead_refused_total")).isGreaterThan(before);
    await().until(() -> Scrape.now().value("holdfast_bulkhead_requests") == 0);
    assertThat(call.call().statusCode()).isEqualTo(success);
  }
}
