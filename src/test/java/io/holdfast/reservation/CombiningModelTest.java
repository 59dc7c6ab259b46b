package io.holdfast.reservation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.holdfast.Buyers;
import io.holdfast.EveryStrategy;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.net.URI;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Thousands of orders and cancels from many clients, compared with a model that does one after the
 * other: the versions of a level are its history, gap-free, and every answer must fit into it at
 * some moment between question and answer.
 */
@QuarkusTest
@TestProfile(EveryStrategy.class)
class CombiningModelTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int CLIENTS = 32;
  private static final int OPERATIONS = 3_000;
  private static final int SKUS = 10;
  private static final int UNITS = 40;

  /** An order and its answer, between two moments. */
  private record Asked(Map<String, Long> wanted, int status, Instant from, Instant to) {}

  /** One change in the history of a level. */
  private record Change(
      long version, long reservedDelta, long available, @Nullable String order, Instant at) {}

  @TestHTTPResource URI base;
  @Inject DataSource dataSource;

  @Test
  void everyAnswerFitsIntoASequentialHistory() throws Exception {
    var seed = new Random().nextLong();
    System.out.println("seed " + seed);
    var buyers = new Buyers(base);
    var prefix = "M-" + UUID.randomUUID() + "-";
    var skus = IntStream.range(0, SKUS).mapToObj(i -> prefix + i).toList();
    for (var sku : skus) {
      var item = "{\"sku\":\"%s\",\"name\":\"Model\",\"onHand\":%d}".formatted(sku, UNITS);
      assertThat(buyers.post("/api/v1/items", item).statusCode()).isEqualTo(201);
    }
    var live = new ConcurrentLinkedQueue<String>();
    var accepted = new ConcurrentLinkedQueue<JsonNode>();
    var tasks = new ArrayList<Callable<Asked>>();
    var random = new Random(seed);
    for (var i = 0; i < OPERATIONS; i++) {
      var mine = new Random(random.nextLong());
      tasks.add(() -> operate(buyers, skus, mine, live, accepted));
    }
    var asked = Buyers.atOnce(CLIENTS, tasks).stream().filter(answer -> answer.status() != 200);

    var histories = new HashMap<String, Map<Long, Change>>();
    for (var sku : skus) {
      histories.put(sku, history(sku));
    }
    histories.values().forEach(CombiningModelTest::replay);
    for (var order : accepted) {
      for (var line : order.get("lines")) {
        assertThat(histories.getOrDefault(line.get("sku").textValue(), Map.of()).values())
            .as("reserved once, and whole")
            .filteredOn(change -> order.get("id").textValue().equals(change.order()))
            .filteredOn(change -> change.reservedDelta() > 0)
            .singleElement()
            .satisfies(
                change ->
                    assertThat(change.reservedDelta())
                        .isEqualTo(line.get("requested").longValue()));
      }
    }
    var refusals = asked.filter(answer -> answer.status() == 409).toList();
    assertThat(refusals).isNotEmpty();
    assertThat(accepted).hasSizeGreaterThan(OPERATIONS / 10);
    assertThat(refusals)
        .as("nobody is refused while there is enough")
        .allMatch(refusal -> wasShort(refusal, histories));
  }

  /** An order for one to three SKUs, or the cancel of an earlier one. */
  private static Asked operate(
      Buyers buyers,
      List<String> skus,
      Random random,
      ConcurrentLinkedQueue<String> live,
      ConcurrentLinkedQueue<JsonNode> accepted)
      throws Exception {
    var cancelled = random.nextInt(5) < 2 ? live.poll() : null;
    if (cancelled != null) {
      var from = Instant.now();
      var answer = buyers.insist(cancelled + "/cancel", "");
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
      return new Asked(Map.of(), 200, from, Instant.now());
    }
    var wanted = new TreeMap<String, Long>();
    for (var i = 0; i <= random.nextInt(3); i++) {
      wanted.put(skus.get(random.nextInt(skus.size())), 1L + random.nextInt(3));
    }
    var lines = new ArrayList<String>();
    wanted.forEach(
        (sku, quantity) -> lines.add("{\"sku\":\"%s\",\"quantity\":%d}".formatted(sku, quantity)));
    var from = Instant.now();
    var answer = buyers.insist("/api/v1/orders", "{\"lines\":[" + String.join(",", lines) + "]}");
    var to = Instant.now();
    assertThat(answer.statusCode()).as(answer.body()).isIn(201, 409);
    if (answer.statusCode() == 201) {
      accepted.add(JSON.readTree(answer.body()));
      live.add(answer.headers().firstValue("Location").orElseThrow());
    }
    return new Asked(wanted, answer.statusCode(), from, to);
  }

  private Map<Long, Change> history(String sku) throws SQLException {
    try (var connection = dataSource.getConnection();
        var select =
            connection.prepareStatement(
                """
                SELECT version, reserved_delta, on_hand_after - reserved_after, order_id, at
                FROM stock_movement WHERE shop = 'default' AND sku = ?""")) {
      select.setString(1, sku);
      try (var row = select.executeQuery()) {
        var history = new TreeMap<Long, Change>();
        while (row.next()) {
          history.put(
              row.getLong(1),
              new Change(
                  row.getLong(1),
                  row.getLong(2),
                  row.getLong(3),
                  row.getString(4),
                  row.getObject(5, OffsetDateTime.class).toInstant()));
        }
        return history;
      }
    }
  }

  /** Does the changes one after the other, on a counter of its own. */
  private static void replay(Map<Long, Change> history) {
    var available = 0L;
    var version = 0L;
    for (var change : history.values()) {
      assertThat(change.version()).as("no gap").isEqualTo(++version);
      available = version == 1 ? UNITS : available - change.reservedDelta();
      assertThat(available).as("never oversold").isBetween(0L, (long) UNITS);
      assertThat(change.available()).as("as told").isEqualTo(available);
    }
  }

  /** Whether at some moment between question and answer one of the SKUs was short. */
  private static boolean wasShort(Asked refusal, Map<String, Map<Long, Change>> histories) {
    return refusal.wanted().entrySet().stream()
        .anyMatch(
            wanted -> {
              var before = (long) UNITS;
              for (var change : histories.getOrDefault(wanted.getKey(), Map.of()).values()) {
                if (change.at().isAfter(refusal.to())) {
                  break;
                }
                if (!change.at().isBefore(refusal.from()) && before < wanted.getValue()) {
                  return true;
                }
                before = change.available();
                if (!change.at().isBefore(refusal.from()) && before < wanted.getValue()) {
                  return true;
                }
              }
              return before < wanted.getValue();
            });
  }
}
