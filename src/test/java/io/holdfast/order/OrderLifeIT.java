package io.holdfast.order;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.holdfast.Buyers;
import io.holdfast.ServiceProcess;
import io.holdfast.TestDatabase;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * All that can be done to orders and stock, at random, from many clients over two instances; then
 * every order must be what one step after the other makes of it, and the stock what all of them
 * leave. {@code -Dmodel.seconds=600} runs longer, {@code -Dmodel.pace=1} without a pause of
 * milliseconds, {@code -Dmodel.seed=…} asks for the same again.
 */
class OrderLifeIT {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int CLIENTS = 12;
  private static final Duration PACE = Duration.ofMillis(Long.getLong("model.pace", 150));
  private static final int SKUS = 6;
  private static final List<String> CUSTOMERS = List.of("ann", "bob", "cid");
  private static final List<ServiceProcess> SERVICES = new ArrayList<>();

  /** A step that a client took: what it asked for, null for all that remains, and the answer. */
  private record Step(String type, @Nullable JsonNode asked, JsonNode answer) {}

  private final List<Buyers> instances =
      SERVICES.stream().map(service -> new Buyers(service.baseUri())).toList();
  private final Map<String, JsonNode> placed = new ConcurrentHashMap<>();
  private final List<String> ids = java.util.Collections.synchronizedList(new ArrayList<>());
  private final Map<String, List<Step>> steps = new ConcurrentHashMap<>();
  private final Map<String, AtomicLong> onHand = new ConcurrentHashMap<>();

  @BeforeAll
  static void start(@TempDir Path directory) {
    var database = new TestDatabase().start();
    for (var i = 0; i < 2; i++) {
      var launch = ServiceProcess.in(directory);
      database.forEach(launch::with);
      SERVICES.add(launch.startReady());
    }
  }

  @AfterAll
  static void stop() {
    SERVICES.forEach(ServiceProcess::close);
  }

  @Test
  void whateverClientsDoEveryOrderIsWhatOneStepAfterTheOtherMakesOfIt() throws Exception {
    var seed = Long.getLong("model.seed", System.nanoTime());
    var seconds = Long.getLong("model.seconds", 60);
    System.out.printf("-Dmodel.seed=%d -Dmodel.seconds=%d%n", seed, seconds);
    var annex = "{\"code\":\"annex\",\"name\":\"Annex\",\"priority\":1}";
    assertThat(instances.get(0).post("/api/v1/locations", annex).statusCode()).isEqualTo(201);
    for (var i = 0; i < SKUS; i++) {
      create("MODEL-" + i, i);
    }
    var clients = new ArrayList<Callable<?>>();
    for (var i = 0; i < CLIENTS; i++) {
      var random = new Random(seed + i);
      var instance = instances.get(i % 2);
      clients.add(
          () -> {
            operate(instance, random);
            return null;
          });
    }
    var operations = Paced.run(clients, PACE, Duration.ofSeconds(seconds));
    System.out.printf("%d operations, %d orders%n", operations, placed.size());
    assertThat(operations).isGreaterThan((int) (20 * seconds));
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> instances.get(0).get("/api/v1/orders?status=HELD").body().contains("[]"));
    for (var id : placed.keySet()) {
      compare(id);
    }
    compareStock();
    assertThat(instances.get(1).post("/api/v1/invariants/check", "").body())
        .startsWith("{\"ok\":true,");
  }

  private void create(String sku, int number) throws Exception {
    var more = number % 2 == 0 ? ",\"backorderLimit\":30" : "";
    more += number % 3 == 0 ? ",\"maxPerCustomer\":40" : "";
    var item = "{\"sku\":\"%s\",\"name\":\"Model\",\"onHand\":40%s}".formatted(sku, more);
    assertThat(instances.get(0).post("/api/v1/items", item).statusCode()).isEqualTo(201);
    onHand.put(sku, new AtomicLong(40));
  }

  private void operate(Buyers at, Random random) throws Exception {
    var dice = random.nextInt(100);
    if (dice < 40 || ids.isEmpty()) {
      place(at, random);
    } else if (dice < 80) {
      take(at, random);
    } else if (dice < 90) {
      adjust(at, random);
    } else if (dice < 95) {
      transfer(at, random);
    } else {
      count(at, random);
    }
  }

  private void place(Buyers at, Random random) throws Exception {
    var lines =
        random
            .ints(1 + random.nextInt(3), 0, SKUS)
            .distinct()
            .mapToObj(sku -> line("MODEL-" + sku, 1 + random.nextInt(4)))
            .collect(Collectors.joining(","));
    var hold =
        random.nextInt(3) == 0 ? ",\"hold\":{\"seconds\":%d}".formatted(1 + random.nextInt(3)) : "";
    var partial = List.of("reject", "accept", "backorder").get(random.nextInt(3));
    var body =
        "{\"customer\":\"%s\",\"lines\":[%s],\"partial\":\"%s\"%s}"
            .formatted(CUSTOMERS.get(random.nextInt(3)), lines, partial, hold);
    var answer = at.insist("/api/v1/orders", body);
    assertThat(answer.statusCode()).as(answer.body()).isIn(201, 409);
    if (answer.statusCode() == 201) {
      var order = JSON.readTree(answer.body());
      placed.put(order.get("id").textValue(), order);
      ids.add(order.get("id").textValue());
    }
  }

  private void take(Buyers at, Random random) throws Exception {
    // Mostly late ones, where several clients meet.
    var id = ids.get(Math.max(0, ids.size() - 1 - random.nextInt(30)));
    var part = random.nextBoolean() ? null : part(id, random, "");
    switch (random.nextInt(5)) {
      case 0 -> take(at, id, "confirm", "order.confirmed", part);
      case 1 -> take(at, id, "extend", "order.extended", JSON.readTree("{\"seconds\":2}"));
      case 2 -> take(at, id, "cancel", "order.cancelled", null);
      case 3 -> take(at, id, "fulfilments", "order.fulfilled", part);
      default -> take(at, id, "returns", "order.returned", part(id, random, ",\"restock\":true"));
    }
  }

  private JsonNode part(String id, Random random, String more) throws Exception {
    var lines = placed(id).get("lines");
    var sku = lines.get(random.nextInt(lines.size())).get("sku").textValue();
    var line = line(sku, 1 + random.nextInt(2));
    return JSON.readTree("{\"lines\":[" + line.substring(0, line.length() - 1) + more + "}]}");
  }

  private void take(Buyers at, String id, String step, String type, @Nullable JsonNode asked)
      throws Exception {
    var body = asked == null ? "" : asked.toString();
    var answer = at.insist("/api/v1/orders/" + id + "/" + step, body);
    assertThat(answer.statusCode()).as(step + body + answer.body()).isIn(200, 400, 409);
    if (answer.statusCode() == 400) {
      assertThat(step).as(answer.body()).isEqualTo("extend");
    }
    if (answer.statusCode() == 200) {
      steps
          .computeIfAbsent(id, ignored -> java.util.Collections.synchronizedList(new ArrayList<>()))
          .add(new Step(type, asked, JSON.readTree(answer.body())));
    }
  }

  private void adjust(Buyers at, Random random) throws Exception {
    var sku = "MODEL-" + random.nextInt(SKUS);
    var delta = random.nextInt(4) == 0 ? -1 - random.nextInt(3) : 1 + random.nextInt(6);
    var reason = delta < 0 ? "damaged" : "received";
    var answer =
        at.insist(
            "/api/v1/items/" + sku + "/adjustments",
            "{\"delta\":%d,\"reason\":\"%s\"}".formatted(delta, reason));
    assertThat(answer.statusCode()).as(answer.body()).isIn(201, 409);
    if (answer.statusCode() == 201) {
      units(sku).addAndGet(delta);
    }
  }

  /** Moves units there or back; what is promised stays. */
  private void transfer(Buyers at, Random random) throws Exception {
    var there = random.nextInt(3) > 0;
    var answer =
        at.insist(
            "/api/v1/items/MODEL-" + random.nextInt(SKUS) + "/transfers",
            "{\"from\":\"%s\",\"to\":\"%s\",\"quantity\":%d}"
                .formatted(
                    there ? "main" : "annex", there ? "annex" : "main", 1 + random.nextInt(5)));
    assertThat(answer.statusCode()).as(answer.body()).isIn(201, 409);
  }

  /** A stock-take that finds one unit more than the books say. */
  private void count(Buyers at, Random random) throws Exception {
    var sku = "MODEL-" + random.nextInt(SKUS);
    var path = "/api/v1/items/" + sku + "/levels/main";
    var level = at.get(path);
    var counted = JSON.readTree(level.body()).get("onHand").longValue() + 1;
    var answer =
        at.put(
            path,
            "{\"onHand\":%d}".formatted(counted),
            "If-Match",
            level.headers().firstValue("ETag").orElseThrow());
    assertThat(answer.statusCode()).as(answer.body()).isIn(200, 412, 503);
    if (answer.statusCode() == 200) {
      units(sku).incrementAndGet();
    }
  }

  /** Replays the steps in the order that the timeline tells. */
  private void compare(String id) throws Exception {
    var model = new OrderModel(placed(id));
    var order = get("/api/v1/orders/" + id);
    var timeline = get("/api/v1/orders/" + id + "/timeline").get("items");
    assertThat(order.get("version").intValue()).isEqualTo(timeline.size() - 1);
    for (var i = 1; i < timeline.size(); i++) {
      var entry = timeline.get(i);
      assertThat(entry.get("version").intValue()).isEqualTo(i);
      var type = entry.get("type").textValue();
      if (entry.path("actor").textValue().equals("system")) {
        model.ownStep(type);
        continue;
      }
      var version = i;
      var step =
          steps.getOrDefault(id, List.of()).stream()
              .filter(taken -> taken.type().equals(type))
              .filter(taken -> taken.answer().get("version").intValue() == version)
              // A repeated step is answered like the first; with lines it would be refused.
              .max(Comparator.comparing(taken -> taken.asked() != null))
              .orElseThrow(() -> new AssertionError("Nobody took step " + entry + " of " + order));
      model.step(type, step.asked(), step.answer());
    }
    model.matches(order);
  }

  private void compareStock() throws Exception {
    var reserved = new java.util.HashMap<String, Long>();
    for (var id : placed.keySet()) {
      var order = get("/api/v1/orders/" + id);
      for (var line : order.get("lines")) {
        var sku = line.get("sku").textValue();
        reserved.merge(
            sku, line.get("reserved").longValue() + line.get("backordered").longValue(), Long::sum);
        units(sku).addAndGet(line.get("returned").longValue() - line.get("fulfilled").longValue());
      }
    }
    for (var sku : onHand.keySet()) {
      var item = get("/api/v1/items/" + sku);
      assertThat(item.get("reserved").longValue())
          .as(sku)
          .isEqualTo(reserved.getOrDefault(sku, 0L));
      assertThat(item.get("onHand").longValue()).as(sku).isEqualTo(units(sku).get());
    }
  }

  private JsonNode placed(String id) {
    return Objects.requireNonNull(placed.get(id));
  }

  private AtomicLong units(String sku) {
    return Objects.requireNonNull(onHand.get(sku));
  }

  private JsonNode get(String path) throws Exception {
    HttpResponse<String> answer = instances.get(0).get(path);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return JSON.readTree(answer.body());
  }

  private static String line(String sku, int quantity) {
    return "{\"sku\":\"%s\",\"quantity\":%d}".formatted(sku, quantity);
  }
}
