package io.holdfast.reservation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.holdfast.Buyers;
import io.holdfast.Scrape;
import io.holdfast.ServiceProcess;
import io.holdfast.TestDatabase;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** Two instances that combine orders on one database sell exactly what is there, and once. */
@TestMethodOrder(OrderAnnotation.class)
class TwoInstancesIT {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int CONNECTIONS = 64;
  private static final List<ServiceProcess> SERVICES = new ArrayList<>();

  private final List<Buyers> shops =
      SERVICES.stream().map(service -> new Buyers(service.baseUri())).toList();

  @BeforeAll
  static void start(@TempDir Path directory) {
    var database = new TestDatabase().start();
    for (var i = 0; i < 2; i++) {
      var launch = ServiceProcess.in(directory).with("holdfast.reservation.strategy", "combining");
      database.forEach(launch::with);
      SERVICES.add(launch.startReady());
    }
  }

  @AfterAll
  static void stop() {
    SERVICES.forEach(ServiceProcess::close);
  }

  @AfterEach
  void theBooksBalance() throws Exception {
    assertThat(shops.get(0).post("/api/v1/invariants/check", "").body())
        .startsWith("{\"ok\":true,");
  }

  @Test
  void oneSkuIsSoldToTheLastUnitOverBoth() throws Exception {
    var sku = item(400);
    var answers = buy(Collections.nCopies(1_000, line(sku, 1)));
    assertThat(answers).filteredOn(answer -> answer.statusCode() == 201).hasSize(400);
    assertThat(answers).filteredOn(answer -> answer.statusCode() == 409).hasSize(600);
    var item = JSON.readTree(shops.get(1).get("/api/v1/items/" + sku).body());
    assertThat(item.get("reserved").intValue()).isEqualTo(400);
    assertThat(item.get("levels").get(0).get("version").intValue()).isEqualTo(401);
  }

  @Test
  void overlappingOrdersInRandomOrderAreWholeOrAbsentOverBoth() throws Exception {
    var seed = new Random().nextLong();
    System.out.println("seed " + seed);
    var random = new Random(seed);
    var skus = IntStream.range(0, 8).mapToObj(i -> item(150)).toList();
    var orders =
        IntStream.range(0, 800)
            .mapToObj(
                i -> {
                  var chosen = new ArrayList<>(skus);
                  Collections.shuffle(chosen, random);
                  return chosen.stream()
                      .limit(1 + random.nextInt(4))
                      .map(sku -> line(sku, 1 + random.nextInt(3)))
                      .collect(Collectors.joining(","));
                })
            .toList();
    assertThat(buy(orders))
        .allMatch(answer -> answer.statusCode() == 201 || answer.statusCode() == 409);
  }

  @Test
  void oneKeyAtBothInstancesIsOneOrder() throws Exception {
    var sku = item(100);
    var key = "key-" + UUID.randomUUID();
    var body = "{\"lines\":[" + line(sku, 1) + "]}";
    var tasks = new ArrayList<Callable<HttpResponse<String>>>();
    for (var i = 0; i < 100; i++) {
      var shop = shops.get(i % 2);
      tasks.add(() -> shop.insist("/api/v1/orders", body, "Idempotency-Key", key));
    }
    var answers = Buyers.atOnce(CONNECTIONS, tasks);
    assertThat(answers)
        .allMatch(
            answer ->
                answer.statusCode() == 201
                    || answer.body().contains("/problems/idempotency-in-progress"));
    assertThat(
            answers.stream()
                .filter(answer -> answer.statusCode() == 201)
                .map(HttpResponse::body)
                .distinct())
        .hasSize(1);
    var item = JSON.readTree(shops.get(0).get("/api/v1/items/" + sku).body());
    assertThat(item.get("reserved").intValue()).isEqualTo(1);
  }

  /** The last one, because it leaves only one of them. */
  @Test
  @Order(Integer.MAX_VALUE)
  void aHoldOfAnInstanceThatIsKilledIsEndedByTheOther() throws Exception {
    var sku = item(5);
    var body = "{\"lines\":[" + line(sku, 3) + "],\"hold\":{\"seconds\":2}}";
    var held = shops.get(1).insist("/api/v1/orders", body);
    SERVICES.get(1).kill9();
    assertThat(held.statusCode()).as(held.body()).isEqualTo(201);
    var item = "/api/v1/items/" + sku;
    await().atMost(Duration.ofSeconds(10)).until(() -> get(item).get("available").intValue() == 5);
    assertThat(get(item).get("reserved").intValue()).isZero();
    var order = get("/api/v1/orders/" + JSON.readTree(held.body()).get("id").textValue());
    assertThat(order.get("status").textValue()).isEqualTo("EXPIRED");
    var movements = get(item + "/movements").get("items");
    assertThat(movements.findValuesAsText("kind")).containsOnlyOnce("expired");
    // The count follows the commit.
    await().atMost(Duration.ofSeconds(10)).until(() -> endedByTheFirst() == 1);
  }

  /** Holds that it has ended since its start. */
  private double endedByTheFirst() throws Exception {
    return Scrape.of(shops.get(0).get("/q/metrics").body()).value("holdfast_holds_expired_total");
  }

  private JsonNode get(String path) throws Exception {
    return JSON.readTree(shops.get(0).get(path).body());
  }

  private List<HttpResponse<String>> buy(List<String> orders) throws Exception {
    var tasks = new ArrayList<Callable<HttpResponse<String>>>();
    for (var i = 0; i < orders.size(); i++) {
      var shop = shops.get(i % 2);
      var lines = orders.get(i);
      tasks.add(() -> shop.insist("/api/v1/orders", "{\"lines\":[" + lines + "]}"));
    }
    return Buyers.atOnce(CONNECTIONS, tasks);
  }

  private String item(int onHand) {
    var sku = "TWO-" + UUID.randomUUID();
    var item = "{\"sku\":\"%s\",\"name\":\"Two\",\"onHand\":%d}".formatted(sku, onHand);
    try {
      assertThat(shops.get(0).post("/api/v1/items", item).statusCode()).isEqualTo(201);
    } catch (Exception failure) {
      throw new IllegalStateException(failure);
    }
    return sku;
  }

  private static String line(String sku, int quantity) {
    return "{\"sku\":\"%s\",\"quantity\":%d}".formatted(sku, quantity);
  }
}
