package io.holdfast.event;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.holdfast.Api;
import io.holdfast.Buyers;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Callable;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a reader of the event stream sees. */
@QuarkusTest
@Timeout(120)
class EventStreamTest {

  private static final int CUTS = 50;
  private static final int BUYERS = 4;
  private static final int ORDERS_EACH = 40;
  // Each order, its cancellation, and the item.
  private static final int EVENTS = 2 * BUYERS * ORDERS_EACH + 1;

  @TestHTTPResource("/")
  URI base;

  @Inject DataSource dataSource;

  @Test
  void anEventIsACloudEvent() throws Exception {
    var api = new Api("events-form");
    api.createItem("FORM", 5);
    try (var reader = EventReader.open(base, api.shop(), null)) {
      var event = reader.next();
      assertThat(event.get("specversion").textValue()).isEqualTo("1.0");
      assertThat(event.get("id").textValue()).isEqualTo(reader.lastId());
      assertThat(event.get("source").textValue()).isEqualTo("/shops/events-form");
      assertThat(event.get("type").textValue()).isEqualTo("item.created");
      assertThat(event.get("subject").textValue()).isEqualTo("FORM");
      assertThat(event.get("time").textValue()).endsWith("Z");
      assertThat(event.get("datacontenttype").textValue()).isEqualTo("application/json");
      assertThat(event.get("data").get("onHand").intValue()).isEqualTo(5);
    }
  }

  @Test
  void aReaderThatIsCutOffAgainAndAgainGetsEveryEventOnceAndInOrder() throws Exception {
    var api = new Api("events-cut");
    api.createItem("CUT", 1_000_000);
    var tasks = new ArrayList<Callable<List<JsonNode>>>();
    for (var buyer = 0; buyer < BUYERS; buyer++) {
      tasks.add(() -> buy(api.shop()));
    }
    tasks.add(() -> readWithCuts(api.shop()));
    var seen = Buyers.atOnce(tasks.size(), tasks).get(BUYERS);

    var ids = new HashSet<String>();
    var typesBySubject = new HashMap<String, List<String>>();
    for (var event : seen) {
      assertThat(ids.add(event.get("id").textValue())).as("%s for the first time", event).isTrue();
      typesBySubject
          .computeIfAbsent(event.get("subject").textValue(), subject -> new ArrayList<>())
          .add(event.get("type").textValue());
    }
    assertThat(typesBySubject).hasSize(BUYERS * ORDERS_EACH + 1);
    typesBySubject.remove("CUT");
    assertThat(typesBySubject.values())
        .allSatisfy(
            types -> assertThat(types).containsExactly("order.confirmed", "order.cancelled"));
    try (var again = EventReader.open(base, api.shop(), null)) {
      for (var event : seen) {
        assertThat(again.next()).isEqualTo(event);
      }
    }
  }

  private List<JsonNode> buy(String shop) throws Exception {
    var buyers = new Buyers(base);
    for (var order = 0; order < ORDERS_EACH; order++) {
      var placed =
          buyers.insist(
              Api.ORDERS, "{\"lines\":[{\"sku\":\"CUT\",\"quantity\":1}]}", "Holdfast-Shop", shop);
      assertThat(placed.statusCode()).isEqualTo(201);
      var location = placed.headers().firstValue("Location").orElseThrow();
      var cancelled =
          buyers.insist(URI.create(location).getPath() + "/cancel", "{}", "Holdfast-Shop", shop);
      assertThat(cancelled.statusCode()).isEqualTo(200);
    }
    return List.of();
  }

  private List<JsonNode> readWithCuts(String shop) throws Exception {
    var random = new Random(17);
    var seen = new ArrayList<JsonNode>();
    String lastId = null;
    for (var cut = 0; seen.size() < EVENTS; cut++) {
      var most = cut < CUTS ? 1 + random.nextInt(EVENTS / CUTS - 1) : EVENTS;
      try (var reader = EventReader.open(base, shop, lastId)) {
        for (var i = 0; i < most && seen.size() < EVENTS; i++) {
          seen.add(reader.next());
        }
        lastId = reader.lastId();
      }
    }
    return seen;
  }

  @Test
  void aBatchOfMoreEventsThanAPageComesWhole() throws Exception {
    var batch = UUID.randomUUID();
    try (var connection = dataSource.getConnection();
        var insert = connection.createStatement()) {
      insert.execute(
          """
          INSERT INTO event SELECT 'events-large', '%1$s', place, 'test', place::text, '{}', now()
          FROM generate_series(0, 249) AS place;
          INSERT INTO batch (shop, id, tick) VALUES ('events-large', '%1$s', now())"""
              .formatted(batch));
    }
    try (var reader = EventReader.open(base, "events-large", null)) {
      for (var place = 0; place < 250; place++) {
        assertThat(reader.next().get("subject").textValue()).isEqualTo("" + place);
      }
    }
  }

  @Test
  void aReaderWithoutAnIdSeesWhatHappensFromNowOnAndIsToldWhereItStands() throws Exception {
    var api = new Api("events-now");
    api.createItem("OLD", 1);
    awaitEvents(api.shop(), 1);
    var response = EventReader.get(base, api.shop(), null, "");
    String begin;
    try (var lines = new BufferedReader(new InputStreamReader(response.body(), UTF_8))) {
      assertThat(response.headers().firstValue("Content-Type")).hasValue("text/event-stream");
      assertThat(lines.readLine()).isEqualTo("retry: 1000");
      begin = lines.readLine();
    }
    assertThat(begin).startsWith("id: ");
    // Cut off before the first event, it comes back and has missed nothing.
    api.createItem("NEW", 1);
    try (var reader = EventReader.open(base, api.shop(), begin.substring(4))) {
      assertThat(reader.next().get("subject").textValue()).isEqualTo("NEW");
    }
  }

  private void awaitEvents(String shop, int count) throws Exception {
    try (var reader = EventReader.open(base, shop, null)) {
      for (var i = 0; i < count; i++) {
        reader.next();
      }
    }
  }

  @Test
  void anIdThatIsNotOfThisShopIsRefused() throws Exception {
    new Api("events-id").createItem("ID", 1);
    String id;
    try (var reader = EventReader.open(base, "events-id", null)) {
      reader.next();
      id = reader.lastId();
    }
    var api = new Api("events-other");
    for (var wrong :
        List.of(id, "x", "%", new Position(7, 0).id("events-other"), "0".repeat(500))) {
      Api.assertInvalid(
          api.request().header("Last-Event-ID", wrong).get("/api/v1/events"), "Last-Event-ID");
    }
    Api.assertInvalid(api.request().get("/api/v1/events?from=then"), "from");
    Api.assertRefused(
        api.request().accept("application/json").get("/api/v1/events"), 406, "not-acceptable");
    assertThat(api.request().head("/api/v1/events").statusCode()).isEqualTo(200);
  }
}
