package io.holdfast.reservation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.holdfast.Buyers;
import io.holdfast.EveryStrategy;
import io.holdfast.order.OrdersByStrategy;
import io.quarkus.test.junit.TestProfile;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * What every strategy keeps, with many clients at once. A subclass per strategy, isolation level
 * and version of PostgreSQL says only under which configuration.
 */
abstract class StrategyContract extends HoldQuotaContract {

  @Test
  void itRunsOnWhatTheConfigurationNames() throws Exception {
    var configuration = configuration().getConstructor().newInstance();
    assertThat(strategies.named(strategy()).orElseThrow().strategy()).isEqualTo(strategy());
    try (var connection = dataSource.getConnection();
        var select =
            connection.prepareStatement(
                "SELECT current_setting('transaction_isolation'), current_setting('server_version')");
        var row = select.executeQuery()) {
      row.next();
      assertThat(row.getString(1).replace(' ', '-')).isEqualTo(configuration.isolation());
      assertThat(row.getString(2)).startsWith(configuration.postgres() + ".");
    }
  }

  private Class<? extends EveryStrategy> configuration() {
    return getClass().getAnnotation(TestProfile.class).value().asSubclass(EveryStrategy.class);
  }

  /** Whether this strategy, in this configuration, never has to send a buyer of one SKU away. */
  abstract boolean neverContends();

  @Test
  void fourHundredBuyersGetExactlyTheHundredUnitsThereAre() throws Exception {
    var sku = item(100);
    var orders = Collections.nCopies(400, line(sku, 1));
    var before = tally();
    // Where nobody contends nobody may be sent away either: they ask once.
    var answers = neverContends() ? buy(64, orders, buyers::post) : buy(64, orders);
    assertThat(answers).filteredOn(answer -> answer.statusCode() == 201).hasSize(100);
    assertThat(answers)
        .filteredOn(answer -> answer.statusCode() == 409)
        .hasSize(300)
        .allMatch(answer -> answer.body().contains("/problems/insufficient-stock"));
    var item = json(buyers.get("/api/v1/items/" + sku));
    assertThat(item.get("onHand").longValue()).isEqualTo(100);
    assertThat(item.get("reserved").longValue()).isEqualTo(100);
    assertThat(item.get("levels").get(0).get("version").longValue()).isEqualTo(101);

    assertHot(sku, 100, 300, before);
  }

  @Test
  void overlappingOrdersInRandomOrderAreWholeOrAbsent() throws Exception {
    var skus = IntStream.range(0, 8).mapToObj(i -> item(120)).toList();
    var seed = new Random().nextLong();
    System.out.println("seed " + seed);
    var random = new Random(seed);
    var orders =
        IntStream.range(0, 500)
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
    var answers = buy(64, orders);
    assertThat(answers)
        .allMatch(answer -> answer.statusCode() == 201 || answer.statusCode() == 409);
    for (var answer : answers) {
      if (answer.statusCode() == 201) {
        for (var line : json(answer).get("lines")) {
          assertThat(line.get("reserved")).isEqualTo(line.get("requested"));
        }
      }
    }
  }

  @Test
  void reservingAndCancellingAtOnceLeavesEveryUnitWhereItBelongs() throws Exception {
    var sku = item(50);
    var tasks = new ArrayList<Callable<Integer>>();
    for (var i = 0; i < 120; i++) {
      tasks.add(
          () -> {
            var order = buyers.insist(orders(), "{\"lines\":[" + line(sku, 1) + "]}");
            if (order.statusCode() != 201) {
              return 0;
            }
            var path =
                OrdersByStrategy.path(strategy(), json(order).get("id").textValue(), "cancel");
            assertThat(buyers.insist(path, "").statusCode()).isEqualTo(200);
            return 1;
          });
    }
    var done = Buyers.atOnce(32, tasks).stream().mapToInt(Integer::intValue).sum();
    assertThat(done).isPositive();
    assertThat(json(buyers.get("/api/v1/items/" + sku)).get("reserved").longValue()).isZero();
  }

  @Test
  void oneKeySixtyTimesAtOnceIsOneOrder() throws Exception {
    var sku = item(100);
    var key = "key-" + UUID.randomUUID();
    var body = "{\"lines\":[" + line(sku, 1) + "]}";
    var tasks = new ArrayList<Callable<HttpResponse<String>>>();
    for (var i = 0; i < 60; i++) {
      tasks.add(() -> buyers.insist(orders(), body, "Idempotency-Key", key));
    }
    var answers = Buyers.atOnce(60, tasks);
    assertThat(answers)
        .allMatch(
            answer ->
                answer.statusCode() == 201
                    || answer.body().contains("/problems/idempotency-in-progress"));
    var replay = buyers.post(orders(), body, "Idempotency-Key", key);
    assertThat(replay.headers().firstValue("Idempotent-Replayed")).contains("true");
    assertThat(answers)
        .filteredOn(answer -> answer.statusCode() == 201)
        .isNotEmpty()
        .allMatch(answer -> answer.body().equals(replay.body()));
    assertThat(json(buyers.get("/api/v1/items/" + sku)).get("reserved").longValue()).isEqualTo(1);
    var other = buyers.post(orders(), "{\"lines\":[" + line(sku, 2) + "]}", "Idempotency-Key", key);
    assertThat(other.statusCode()).isEqualTo(422);
  }

  @Test
  void aRefusalIsDecidedAgainUnderTheSameKey() throws Exception {
    var sku = item(0);
    var key = "key-" + UUID.randomUUID();
    var body = "{\"lines\":[" + line(sku, 5) + "]}";
    assertThat(buyers.post(orders(), body, "Idempotency-Key", key).statusCode()).isEqualTo(409);
    buyers.post("/api/v1/items/" + sku + "/adjustments", "{\"delta\":5,\"reason\":\"received\"}");
    var second = buyers.post(orders(), body, "Idempotency-Key", key);
    assertThat(second.statusCode()).isEqualTo(201);
    assertThat(second.headers().firstValue("Idempotent-Replayed")).isEmpty();
  }

  @Test
  void twoLocationsAreSoldToTheLastUnit() throws Exception {
    var sku = item(30);
    addLevel(sku, "annex", 30);
    var answers = buy(32, Collections.nCopies(40, line(sku, 2)));
    assertThat(answers).filteredOn(answer -> answer.statusCode() == 201).hasSize(30);
    assertThat(json(buyers.get("/api/v1/items/" + sku)).get("available").longValue()).isZero();
  }

  @Test
  void thirtyOrdersOfACustomerLimitedToFiveUnitsGetExactlyFive() throws Exception {
    var sku = item(100, ",\"maxPerCustomer\":5");
    var body = "{\"customer\":\"c\",\"lines\":[" + line(sku, 1) + "]}";
    var tasks = new ArrayList<Callable<HttpResponse<String>>>();
    for (var i = 0; i < 30; i++) {
      tasks.add(() -> buyers.insist(orders(), body));
    }
    var answers = Buyers.atOnce(30, tasks);
    assertThat(answers).filteredOn(answer -> answer.statusCode() == 201).hasSize(5);
    assertThat(answers)
        .filteredOn(answer -> answer.statusCode() != 201)
        .allMatch(answer -> answer.body().contains("/problems/limit-exceeded"));
    assertThat(json(buyers.get("/api/v1/items/" + sku)).get("reserved").longValue()).isEqualTo(5);
  }

  @Test
  void whatShipsLeavesTheStockAndWhatComesBackReturnsToIt() throws Exception {
    var sku = item(5);
    var order = json(buyers.insist(orders(), "{\"lines\":[" + line(sku, 4) + "]}"));
    var id = order.get("id").textValue();
    for (var step :
        List.of(
            List.of("fulfilments", line(sku, 3)),
            List.of("returns", line(sku, 2).replace("}", ",\"restock\":true}")),
            List.of("cancel", ""))) {
      var body = step.get(1).isEmpty() ? "" : "{\"lines\":[" + step.get(1) + "]}";
      var answer = buyers.insist(OrdersByStrategy.path(strategy(), id, step.get(0)), body);
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }
    var left = json(buyers.get("/api/v1/items/" + sku));
    assertThat(left.get("onHand").longValue()).isEqualTo(4);
    assertThat(left.get("reserved").longValue()).isZero();
  }

  @Test
  void confirmCancelAndExpiryAtOnceEndEachHoldExactlyOnce() throws Exception {
    var holds = 20;
    var sku = item(5 * holds);
    var ids = new ArrayList<String>();
    for (var i = 0; i < holds; i++) {
      var held =
          buyers.insist(orders(), "{\"lines\":[" + line(sku, 5) + "],\"hold\":{\"seconds\":1}}");
      assertThat(held.statusCode()).as(held.body()).isEqualTo(201);
      ids.add(json(held).get("id").textValue());
    }
    var random = new Random();
    var tasks = new ArrayList<Callable<HttpResponse<String>>>();
    for (var id : ids) {
      for (var step : List.of("confirm", "cancel")) {
        // Some before the end, some at it, some after.
        var wait = TimeUnit.MILLISECONDS.toNanos(500 + random.nextInt(700));
        tasks.add(
            () -> {
              var until = System.nanoTime() + wait;
              while (System.nanoTime() < until) {
                LockSupport.parkNanos(until - System.nanoTime());
              }
              return buyers.insist(OrdersByStrategy.path(strategy(), id, step), "");
            });
      }
    }
    var answers = Buyers.atOnce(2 * holds, tasks);
    var confirmed = 0;
    for (var i = 0; i < holds; i++) {
      var confirm = answers.get(2 * i).statusCode();
      var cancel = answers.get(2 * i + 1).statusCode();
      assertThat(List.of(confirm, cancel)).isSubsetOf(200, 409);
      var path = "/api/v1/orders/" + ids.get(i);
      await().until(() -> !json(buyers.get(path)).get("status").textValue().equals("HELD"));
      var status = json(buyers.get(path)).get("status").textValue();
      // A confirmed order may still be cancelled; nothing else follows an end.
      assertThat(status)
          .isEqualTo(cancel == 200 ? "CANCELLED" : confirm == 200 ? "CONFIRMED" : "EXPIRED");
      confirmed += status.equals("CONFIRMED") ? 1 : 0;
    }
    var reserved = 5L * confirmed;
    await()
        .untilAsserted(
            () ->
                assertThat(json(buyers.get("/api/v1/items/" + sku)).get("reserved").longValue())
                    .isEqualTo(reserved));
  }

  @Test
  void backordersAreFilledInTheOrderOfArrivalWhoeverBringsTheStock() throws Exception {
    var sku = item(0, ",\"backorderLimit\":40");
    var body = "{\"lines\":[" + line(sku, 2) + "],\"partial\":\"backorder\"}";
    var tasks = new ArrayList<Callable<HttpResponse<String>>>();
    for (var i = 0; i < 30; i++) {
      tasks.add(() -> buyers.insist(orders(), body));
    }
    var placed = Buyers.atOnce(16, tasks);
    assertThat(placed).filteredOn(answer -> answer.statusCode() == 201).hasSize(20);
    var received = new ArrayList<Callable<HttpResponse<String>>>();
    for (var i = 0; i < 10; i++) {
      received.add(
          () ->
              buyers.insist(
                  "/api/v1/items/" + sku + "/adjustments",
                  "{\"delta\":3,\"reason\":\"received\"}"));
    }
    assertThat(Buyers.atOnce(4, received)).allMatch(answer -> answer.statusCode() == 201);
    await()
        .untilAsserted(
            () -> {
              // Ids are made in the order of arrival.
              var waiting = new TreeMap<String, Long>();
              for (var order :
                  json(buyers.get("/api/v1/orders?limit=200&sku=" + sku)).get("items")) {
                waiting.put(
                    order.get("id").textValue(),
                    order.get("lines").get(0).get("backordered").longValue());
              }
              var units = List.copyOf(waiting.values());
              // 30 of 40 units have come: the first fifteen orders have theirs.
              assertThat(units.subList(0, 15)).containsOnly(0L);
              assertThat(units.subList(15, 20)).containsOnly(2L);
            });
  }
}
