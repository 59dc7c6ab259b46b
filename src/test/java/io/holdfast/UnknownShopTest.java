package io.holdfast;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * A shop that came after the last ANALYZE: the planner takes it for one without rows, and finds
 * that an index scan over all of it costs no more than one by the whole key. What a statement reads
 * must go by what it is asked for all the same, not by how much the shop has.
 */
@QuarkusTest
@TestProfile(UnknownShopTest.Explained.class)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class UnknownShopTest {

  /** On a server that logs all plans and never learns anything by itself. */
  public static class Explained implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
      return Map.of(
          "holdfast.idempotency.cleanup-interval", "1s",
          "holdfast.event.cleanup-interval", "1s",
          "holdfast.invariant.check-interval", "24h"); // which is of all shops
    }

    @Override
    public List<TestResourceEntry> testResources() {
      return List.of(new TestResourceEntry(TestDatabase.class, Map.of("version", "18, explained")));
    }

    @Override
    public boolean disableGlobalTestResources() {
      return true;
    }
  }

  /** Items of a shop, orders that are confirmed, and holds. */
  private static final int MANY = 100;

  private static final int WAITING = 10;

  private static final String KNOWN = "known";
  private static final int KNOWN_SHOPS = 10;

  /** How often each request is sent: from the sixth time on, a plan may be a generic one. */
  private static final int TIMES = 8;

  /** Rows that a statement may read in any case, and for each row of its result. */
  private static final int FEW = 100;

  private static final int PER_ROW = 6;

  /** What looks at a whole shop, at all holds or at all that wait; at each row a few times. */
  private static final List<String> OF_EVERYTHING =
      List.of(
          "SELECT format(",
          "WITH seen AS",
          "SELECT l.sku, l.location, l.on_hand",
          "WITH waiting",
          "SELECT count(*) FROM orders",
          "SELECT shop, id FROM orders\nWHERE due_at");

  private static final int OF_EACH = 60;

  /** What looks at the ledger of one SKU, up to a bound; less than half is about the hot one. */
  private static final String OF_A_SKU = "SELECT count(*) FROM (\n  SELECT 1 FROM stock_movement";

  /** With their columns but for the shop. */
  private static final String TABLES_OF_SHOPS =
      """
      SELECT table_name, string_agg(column_name, ',') FILTER (WHERE column_name <> 'shop')
      FROM information_schema.columns JOIN information_schema.tables USING (table_schema, table_name)
      WHERE table_schema = 'public' AND table_type = 'BASE TABLE' AND is_generated = 'NEVER'
      GROUP BY table_name HAVING bool_or(column_name = 'shop')""";

  @Inject DataSource dataSource;

  @Test
  @Order(1)
  void whatAStatementReadsDoesNotGrowInADatabaseThatIsJustMade() throws Exception {
    var shop = new Api(KNOWN);
    open(shop);
    fill(shop, 0, TIMES);
    for (var time = 0; time < TIMES; time++) {
      useEverything(shop, time);
    }
    // From here on there are plans that were made when the tables were next to empty.
    fill(shop, TIMES, MANY);
    try (var connection = dataSource.getConnection()) {
      var plans = new ExecutedPlans(connection);
      for (var time = TIMES; time < 2 * TIMES; time++) {
        useEverything(shop, time);
      }
      assertReadsLittle(plans.all());
    }
  }

  @Test
  @Order(2)
  void norInAShopThatIsNew() throws Exception {
    var shop = new Api("unknown");
    try (var connection = dataSource.getConnection()) {
      learn(connection);
      open(shop);
      fill(shop, 0, MANY);
      var plans = new ExecutedPlans(connection);
      for (var time = 0; time < TIMES; time++) {
        useEverything(shop, time);
      }
      assertReadsLittle(plans.all());
    }
  }

  private static void assertReadsLittle(List<ExecutedPlans.Plan> executed) {
    assertThat(executed).hasSizeGreaterThan(100);
    for (var cleanUp : List.of("idempotency_record", "webhook_delivery", "batch")) {
      assertThat(executed).anyMatch(plan -> plan.sql().startsWith("DELETE FROM " + cleanUp));
    }
    var tooMuch = new TreeMap<String, String>();
    for (var plan : executed) {
      if (plan.read() > allowed(plan)) {
        tooMuch.put(plan.sql(), "read %d rows for %d".formatted(plan.read(), plan.result()));
      }
    }
    assertThat(tooMuch).isEmpty();
  }

  private static long allowed(ExecutedPlans.Plan plan) {
    if (plan.sql().startsWith(OF_A_SKU)) {
      return 4 * MANY;
    }
    return OF_EVERYTHING.stream().anyMatch(plan.sql()::startsWith)
        ? OF_EACH * MANY
        : FEW + PER_ROW * plan.result();
  }

  /** Many copies of the shop that is there, so that no table is small; and what ANALYZE sees. */
  private static void learn(Connection connection) throws SQLException {
    try (var select = connection.createStatement();
        var copy = connection.createStatement();
        var table = select.executeQuery(TABLES_OF_SHOPS)) {
      while (table.next()) {
        copy.execute(
            """
            INSERT INTO %1$s (shop, %2$s) SELECT '%4$s-' || n, %2$s
            FROM %1$s, generate_series(1, %3$d) n WHERE shop = '%4$s'"""
                .formatted(table.getString(1), table.getString(2), KNOWN_SHOPS, KNOWN));
      }
      copy.execute("ANALYZE");
    }
  }

  private static void open(Api shop) {
    created(
        shop.json("{\"code\":\"annex\",\"name\":\"Annex\",\"priority\":9}")
            .post("/api/v1/locations"));
    created(shop.createItem("HOT", 1_000_000));
    created(
        shop.json("{\"sku\":\"LATE\",\"name\":\"Late\",\"onHand\":0,\"backorderLimit\":100000}")
            .post(Api.ITEMS));
    for (var n = 0; n < WAITING; n++) {
      created(
          shop.json("{\"lines\":[{\"sku\":\"LATE\",\"quantity\":2}],\"partial\":\"backorder\"}")
              .post(Api.ORDERS));
    }
  }

  /**
   * Items that are low, each with customers and a limit, and orders that are confirmed and held.
   */
  private static void fill(Api shop, int from, int to) {
    var head = "sku,name,onHand,backorderLimit,lowStockThreshold,maxPerCustomer\n";
    var rows =
        IntStream.range(from, to)
            .mapToObj("I-%1$d,Item %1$d,50,1000,100,20\n"::formatted)
            .collect(Collectors.joining());
    var imported =
        shop.request().contentType("text/csv").body(head + rows).post("/api/v1/items/import");
    assertThat(imported.jsonPath().getInt("accepted")).as(imported.asString()).isEqualTo(to - from);
    for (var n = from; n < to; n++) {
      created(keyed(shop, order(n, ""), "first-" + n));
      created(keyed(shop, order(n, ",\"hold\":{\"seconds\":600}"), "first-held-" + n));
    }
  }

  private static String order(int n, String more) {
    return """
        {"customer":"c%1$d","lines":[{"sku":"I-%1$d","quantity":1},{"sku":"HOT","quantity":1}]%2$s}"""
        .formatted(n, more);
  }

  /** Nearly each request that there is, about things of which the shop has many. */
  private static void useEverything(Api shop, int time) throws Exception {
    var placed = keyed(shop, order(time, ""), "new" + time);
    created(placed);
    assertThat(keyed(shop, order(time, ""), "new" + time).header("Idempotent-Replayed"))
        .isEqualTo("true");
    var order = Api.ORDERS + "/" + placed.jsonPath().getString("id");
    step(shop, order + "/fulfilments", "{\"lines\":[{\"sku\":\"HOT\",\"quantity\":1}]}");
    step(shop, order + "/cancel", "");
    step(
        shop,
        order + "/returns",
        "{\"lines\":[{\"sku\":\"HOT\",\"quantity\":1,\"restock\":true}]}");
    var held = keyed(shop, order(time, ",\"hold\":{\"seconds\":600}"), "held" + time);
    created(held);
    var hold = Api.ORDERS + "/" + held.jsonPath().getString("id");
    step(shop, hold + "/extend", "{\"seconds\":700}");
    step(shop, hold + "/confirm", "{\"lines\":[{\"sku\":\"HOT\",\"quantity\":1}]}");
    var item = Api.ITEMS + "/I-" + time;
    read(
        shop,
        order,
        order + "/timeline",
        item,
        item + "/movements",
        item + "/levels/main",
        Api.ITEMS,
        Api.ITEMS + "?lowStock=true",
        Api.ITEMS
            + "?lowStock=true&q=Item&after="
            + next(shop, Api.ITEMS + "?lowStock=true&limit=2"),
        Api.ITEMS + "/HOT/movements",
        Api.ITEMS + "/export",
        "/api/v1/locations",
        Api.ORDERS,
        Api.ORDERS + "?after=" + next(shop, Api.ORDERS + "?limit=2"),
        Api.ORDERS + "?sku=HOT",
        Api.ORDERS + "?sku=I-" + time,
        Api.ORDERS + "?status=CONFIRMED&from=2020-01-01T00:00:00Z",
        Api.ORDERS + "?customer=c" + time,
        "/api/v1/webhooks",
        "/api/v1/invariants");
    created(shop.json("{\"delta\":100,\"reason\":\"received\"}").post(item + "/adjustments"));
    created(shop.json("{\"delta\":-100,\"reason\":\"lost\"}").post(item + "/adjustments"));
    created(
        shop.json("{\"from\":\"main\",\"to\":\"annex\",\"quantity\":1}").post(item + "/transfers"));
    // Two of those who wait are served.
    created(
        shop.json("{\"delta\":4,\"reason\":\"received\"}").post(Api.ITEMS + "/LATE/adjustments"));
    var etag = shop.request().get(item + "/levels/annex").header("ETag");
    var counted =
        shop.json("{\"onHand\":%d}".formatted(time))
            .header("If-Match", etag)
            .put(item + "/levels/annex");
    assertThat(counted.statusCode()).as(counted.asString()).isEqualTo(200);
    var patched =
        shop.json("{\"maxPerCustomer\":%d}".formatted(30 + time))
            .header("If-Match", shop.etag("I-" + time))
            .patch(item);
    assertThat(patched.statusCode()).as(patched.asString()).isEqualTo(200);
    for (var scope : List.of("recent", "full")) {
      var check = shop.empty().post("/api/v1/invariants/check?scope=" + scope);
      assertThat(check.jsonPath().getBoolean("ok")).as(check.asString()).isTrue();
    }
  }

  private static Response keyed(Api shop, String order, String key) {
    return shop.json(order).header("Idempotency-Key", key).post(Api.ORDERS);
  }

  private static void step(Api shop, String path, String body) {
    var response = body.isEmpty() ? shop.empty().post(path) : shop.json(body).post(path);
    assertThat(response.statusCode()).as(path + response.asString()).isEqualTo(200);
  }

  private static void read(Api shop, String... paths) {
    for (var path : paths) {
      var response = shop.request().get(path);
      assertThat(response.statusCode()).as(path + response.asString()).isEqualTo(200);
    }
  }

  private static String next(Api shop, String list) {
    return shop.request().get(list).jsonPath().getString("next");
  }

  private static Response created(Response response) {
    assertThat(response.statusCode()).as(response.asString()).isEqualTo(201);
    return response;
  }
}
