package io.holdfast.reservation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.holdfast.Buyers;
import io.holdfast.ServiceProcess;
import io.holdfast.TestDatabase;
import io.holdfast.TestRedis;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Two instances on one PostgreSQL and one Redis sell exactly what is there, whatever becomes of
 * Redis meanwhile.
 */
class RedisLockIT {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int CONNECTIONS = 64;
  private static final int BUYERS = 500;
  private static final int UNITS = 200;

  /** What happens to Redis under load, and how it ends. */
  enum Fault {
    NONE,
    KILLED {
      @Override
      void begin() {
        REDIS.kill();
      }

      @Override
      void end() {
        REDIS.start();
      }
    },
    PAUSED {
      @Override
      void begin() {
        REDIS.pause();
      }

      @Override
      void end() {
        REDIS.resume();
      }
    },
    FLUSHED {
      @Override
      void begin() {
        REDIS.flush();
      }

      @Override
      void end() {
        REDIS.flush();
      }
    };

    void begin() {}

    void end() {}
  }

  private static final TestRedis REDIS = new TestRedis();
  private static final List<ServiceProcess> SERVICES = new ArrayList<>();

  private final List<Buyers> shops =
      SERVICES.stream().map(service -> new Buyers(service.baseUri())).toList();

  @BeforeAll
  static void startAndWarmUp(@TempDir Path directory) throws Exception {
    REDIS.start();
    var database = new TestDatabase().start();
    for (var i = 0; i < 2; i++) {
      var launch =
          ServiceProcess.in(directory)
              .with("holdfast.reservation.strategy", "redis-lock")
              .with("quarkus.redis.hosts", REDIS.hosts());
      database.forEach(launch::with);
      SERVICES.add(launch.startReady());
    }
    warmUp();
  }

  /** A cold JVM takes longer for 64 orders in a row than the deadline leaves. */
  private static void warmUp() throws Exception {
    var shops = SERVICES.stream().map(service -> new Buyers(service.baseUri())).toList();
    shops.get(0).post("/api/v1/items", "{\"sku\":\"WARM\",\"name\":\"Warm\",\"onHand\":400}");
    var tasks = new ArrayList<Callable<HttpResponse<String>>>();
    for (var i = 0; i < 400; i++) {
      var shop = shops.get(i % 2);
      tasks.add(
          () -> shop.insist("/api/v1/orders", "{\"lines\":[{\"sku\":\"WARM\",\"quantity\":1}]}"));
    }
    assertThat(Buyers.atOnce(8, tasks)).allMatch(answer -> answer.statusCode() == 201);
  }

  @AfterAll
  static void stop() {
    SERVICES.forEach(ServiceProcess::close);
    REDIS.close();
  }

  @ParameterizedTest
  @EnumSource
  void exactlyWhatIsThereIsSold(Fault fault) throws Exception {
    var sku = "TWO-" + UUID.randomUUID();
    var item = "{\"sku\":\"%s\",\"name\":\"Two\",\"onHand\":%d}".formatted(sku, UNITS);
    assertThat(shops.get(0).post("/api/v1/items", item).statusCode()).isEqualTo(201);
    var conflicts = sum("holdfast_conflicts_total");
    var fallbacks = sum("holdfast_redis_fallback_total");

    var answers = new AtomicInteger();
    var sentAway = new AtomicInteger();
    var sold = List.of(new AtomicInteger(), new AtomicInteger());
    var order = "{\"lines\":[{\"sku\":\"%s\",\"quantity\":1}]}".formatted(sku);
    var tasks = new ArrayList<Callable<HttpResponse<String>>>();
    for (var i = 0; i < BUYERS; i++) {
      var shop = i % 2;
      tasks.add(
          () -> {
            var answer = shops.get(shop).post("/api/v1/orders", order);
            for (;
                answer.statusCode() == 503;
                answer = shops.get(shop).insist("/api/v1/orders", order)) {
              sentAway.incrementAndGet();
              assertThat(answer.headers().firstValue("Retry-After")).isPresent();
            }
            var count = answers.incrementAndGet();
            if (count == 100) {
              fault.begin();
            } else if (count == 300) {
              fault.end();
            }
            if (answer.statusCode() == 201) {
              sold.get(shop).incrementAndGet();
            }
            return answer;
          });
    }
    var start = System.nanoTime();
    var all = Buyers.atOnce(CONNECTIONS, tasks);
    System.out.printf(
        "%s: sold %s, sent away %d, conflicts %.0f, fallbacks %.0f, %d ms%n",
        fault,
        sold,
        sentAway.get(),
        sum("holdfast_conflicts_total") - conflicts,
        sum("holdfast_redis_fallback_total") - fallbacks,
        (System.nanoTime() - start) / 1_000_000);

    assertThat(all).filteredOn(answer -> answer.statusCode() == 201).hasSize(UNITS);
    assertThat(all)
        .filteredOn(answer -> answer.statusCode() == 409)
        .hasSize(BUYERS - UNITS)
        .allMatch(answer -> answer.body().contains("/problems/insufficient-stock"));
    assertThat(sentAway.get()).as("answers 503").isLessThanOrEqualTo(BUYERS / 100);
    var stored = JSON.readTree(shops.get(1).get("/api/v1/items/" + sku).body());
    assertThat(stored.get("reserved").intValue()).isEqualTo(UNITS);
    assertThat(stored.get("levels").get(0).get("version").intValue()).isEqualTo(UNITS + 1);
    assertThat(shops.get(0).post("/api/v1/invariants/check", "").body())
        .startsWith("{\"ok\":true,");
  }

  @Test
  void anOutageIsToldOnceAndReadinessDoesNotDependOnRedis() throws Exception {
    var sku = "OUT-" + UUID.randomUUID();
    var item = "{\"sku\":\"%s\",\"name\":\"Out\",\"onHand\":1000}".formatted(sku);
    shops.get(0).post("/api/v1/items", item);
    var order = "{\"lines\":[{\"sku\":\"%s\",\"quantity\":1}]}".formatted(sku);
    var service = SERVICES.get(0);
    // Earlier outages of this run are over when it says so.
    await().until(() -> shops.get(0).post("/api/v1/orders", order).statusCode() == 201);
    var told = told(service, "orders take row locks until it answers");
    var ended = told(service, "Redis answers again");
    assertThat(ended).isEqualTo(told);

    REDIS.kill();
    var fallbacks = sum("holdfast_redis_fallback_total");
    for (var i = 0; i < 30; i++) {
      assertThat(shops.get(0).post("/api/v1/orders", order).statusCode()).isEqualTo(201);
    }
    assertThat(sum("holdfast_redis_fallback_total")).isEqualTo(fallbacks + 30);
    assertThat(shops.get(0).get("/q/health/ready").statusCode()).isEqualTo(200);
    // Long enough for the second and the third attempt to reach it.
    await()
        .during(Duration.ofMillis(2_500))
        .atMost(Duration.ofSeconds(10))
        .until(() -> shops.get(0).post("/api/v1/orders", order).statusCode() == 201);
    assertThat(told(service, "orders take row locks until it answers")).isEqualTo(told + 1);

    REDIS.start();
    await()
        .until(
            () -> {
              shops.get(0).post("/api/v1/orders", order);
              return told(service, "Redis answers again") == ended + 1;
            });
  }

  private static long told(ServiceProcess service, String text) {
    return service.output().lines().filter(line -> line.contains(text)).count();
  }

  /** Over both instances and all labels. */
  private double sum(String name) throws Exception {
    var sum = 0.0;
    for (var shop : shops) {
      sum +=
          shop.get("/q/metrics")
              .body()
              .lines()
              .filter(line -> Stream.of("{", " ").anyMatch(end -> line.startsWith(name + end)))
              .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
              .sum();
    }
    return sum;
  }
}
