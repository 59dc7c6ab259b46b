package io.holdfast.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.holdfast.Api;
import io.holdfast.EveryStrategy;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.path.json.JsonPath;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The race lab over HTTP, on a service with Redis. */
@QuarkusTest
@TestProfile(EveryStrategy.class)
class LabApiTest {

  private static final String RACES = "/api/v1/lab/races";
  private static final Api API = new Api("lab-tests");

  /** What each mistake must have done to its buyers. */
  private static final Map<String, String> DAMAGE =
      Map.of(
          "naive-decrement", "oversold",
          "naive-overwrite", "oversold",
          "retry-inside-transaction", "undersold",
          "lock-released-before-commit", "oversold",
          "skip-locked", "undersold",
          "lease-without-fence", "oversold",
          "locks-in-cart-order", "gaveUp");

  @Inject DataSource dataSource;
  @Inject LabCleanup cleanup;

  @Test
  void aMalformedShopIsRefusedBeforeTheScenariosToo() {
    var scenarios = new Api("two shops").request().get("/api/v1/lab/scenarios");
    Api.assertInvalid(scenarios, "Holdfast-Shop");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "seed",
        "flash-sale",
        "overlapping-carts",
        "retry-inside-transaction",
        "lock-released-before-commit",
        "skip-locked",
        "lease-expires"
      })
  void inEveryScenarioTheMistakesGoWrongAndTheStrategiesHold(String scenario) {
    var race = run("{\"scenario\":\"%s\"}".formatted(scenario));

    List<Map<String, Object>> results = race.getList("results");
    assertThat(results).hasSizeGreaterThan(5);
    for (var result : results) {
      var name = (String) result.get("name");
      assertThat(result).as(name).containsEntry("status", "FINISHED").containsEntry("note", null);
      assertThat(result.get("served")).as(name).isEqualTo(result.get("buyers"));
      assertThat((String) result.get("explanation")).as(name).matches("[A-Z].*\\. [A-Z].*\\.");
      if (DAMAGE.containsKey(name)) {
        assertThat((Integer) result.get(DAMAGE.get(name))).as("%s: %s", name, result).isPositive();
      } else {
        assertThat(List.of("oversold", "undersold", "gaveUp", "booksOffBy"))
            .as("%s: %s", name, result)
            .allSatisfy(figure -> assertThat(result.get(figure)).isEqualTo(0));
      }
    }
  }

  @Test
  void theSeedScenarioComesToTheseFigures() {
    var race = run("{\"scenario\":\"seed\"}");

    assertThat(race.getMap("results[0]"))
        .containsEntry("name", "naive-decrement")
        .containsEntry("sold", 4)
        .containsEntry("refused", 0)
        .containsEntry("oversold", 1)
        .containsEntry("booksOffBy", 0);
    assertThat(race.getInt("results[0].timeline[2].left")).isEqualTo(-1);
    assertThat(race.getMap("results[1]"))
        .containsEntry("name", "naive-overwrite")
        .containsEntry("sold", 4)
        .containsEntry("booksOffBy", 2);
    assertThat(race.getList("results.findAll { !it.mistake }.sold")).containsOnly(2).hasSize(5);
    assertThat(race.getList("results.findAll { !it.mistake }.refused")).containsOnly(1).hasSize(5);
  }

  @Test
  void aRaceTouchesNobodysStockAndLeavesNothingBehind() throws Exception {
    API.createItem("item-1", 7);

    run("{\"strategies\":[\"naive-decrement\",\"optimistic\"],\"buyers\":20,\"rounds\":2}");

    API.item("item-1").then().statusCode(200);
    assertThat(API.item("item-1").jsonPath().getInt("onHand")).isEqualTo(7);
    // A check of the books may have been busy with a shop; the second look is for that.
    age();
    cleanup.run();
    try (var connection = dataSource.getConnection();
        var tables =
            connection
                .prepareStatement(
                    """
                    SELECT table_name FROM information_schema.columns
                    WHERE table_schema = 'public' AND column_name = 'shop'""")
                .executeQuery()) {
      var looked = 0;
      while (tables.next()) {
        looked++;
        try (var left =
            connection
                .prepareStatement(
                    "SELECT count(*) FROM %s WHERE shop ~ '^lab-[0-9a-f]{8}-'"
                        .formatted(tables.getString(1)))
                .executeQuery()) {
          left.next();
          assertThat(left.getLong(1)).as(tables.getString(1)).isZero();
        }
      }
      assertThat(looked).isGreaterThan(20);
    }
  }

  @Test
  void aRaceThatIsFollowedIsToldToItsEndAndThenTheStreamEnds() {
    var id = start("{\"scenario\":\"seed\"}");

    var stream = API.request().get(RACES + "/" + id + "/events");

    assertThat(stream.contentType()).startsWith("text/event-stream");
    var last = stream.asString().lines().filter(line -> line.startsWith("data:")).toList();
    assertThat(last).isNotEmpty();
    var race = JsonPath.from(last.get(last.size() - 1).substring("data:".length()));
    assertThat(race.getString("status")).isEqualTo("FINISHED");
    var again =
        API.request()
            .header("Last-Event-ID", race.getString("revision"))
            .get(RACES + "/" + id + "/events");
    assertThat(again.statusCode()).isEqualTo(200);
    assertThat(again.asString()).doesNotContain("data:");
  }

  @Test
  void theResultIsAFileInTwoForms() {
    var race = run("{\"strategies\":[\"combining\"],\"buyers\":10,\"stock\":4}");
    var path = RACES + "/" + race.getString("id");

    var json = API.request().get(path + "/result.json");
    var csv = API.request().get(path + "/result.csv");

    assertThat(json.header("Content-Disposition")).contains("race-" + race.getString("id"));
    assertThat(json.asString()).isEqualTo(API.request().get(path).asString());
    assertThat(csv.contentType()).startsWith("text/csv");
    var lines = csv.asString().split("\r\n");
    assertThat(lines).hasSize(2);
    assertThat(lines[0]).startsWith("name,mistake,status,buyers,served,orders,sold,refused");
    assertThat(lines[1]).startsWith("combining,false,FINISHED,10,10,4,4,6,0,0,0,0,");
  }

  @Test
  void aRaceIsItsShopsOwn() {
    var id = start("{\"scenario\":\"seed\"}");
    Api.assertRefused(new Api("other").request().get(RACES + "/" + id), 404, "not-found");
    Api.assertRefused(API.request().get(RACES + "/1"), 404, "not-found");
    Api.assertRefused(
        API.request().get(RACES + "/01900000-0000-7000-8000-000000000000/events"),
        404,
        "not-found");
    ended(id);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "scenario|{\"scenario\":\"nope\"}",
        "strategies|{\"strategies\":[]}",
        "strategies[0]|{\"strategies\":[\"naive\"]}",
        "strategies[1]|{\"strategies\":[\"optimistic\",\"optimistic\"]}",
        "stock|{\"stock\":100001}",
        "stock|{\"stock\":-1}",
        "buyers|{\"buyers\":2001}",
        "buyers|{\"buyers\":0}",
        "quantity|{\"quantity\":1001}",
        "skus|{\"skus\":21}",
        "lines|{\"lines\":6}",
        "lines|{\"skus\":2,\"lines\":3}",
        "atOnce|{\"atOnce\":65}",
        "thinkMillis|{\"thinkMillis\":501}",
        "rounds|{\"rounds\":6}",
        "inStep|{\"inStep\":true,\"buyers\":9}",
        "inStep|{\"inStep\":1}",
        "winner|{\"winner\":\"me\"}"
      })
  void whatCannotBeRacedIsNamed(String field, String body) {
    Api.assertInvalid(API.json(body).post(RACES), field);
  }

  @Test
  void whereTooManyRacesWaitTheNextOneIsTurnedAway() {
    var slow = "{\"strategies\":[\"naive-decrement\"],\"thinkMillis\":20,\"buyers\":400}";
    var started = new ArrayList<String>();
    try {
      for (var i = 0; i < 5; i++) {
        started.add(start(slow));
      }
      var next = API.json(slow).post(RACES);
      Api.assertRefused(next, 503, "overloaded");
      assertThat(next.header("Retry-After")).isNotNull();
    } finally {
      started.forEach(LabApiTest::ended);
    }
  }

  @Test
  void scenariosAreListedWithTheirSettings() {
    var list = API.request().get("/api/v1/lab/scenarios").jsonPath();
    assertThat(list.getList("items.name")).startsWith("seed", "flash-sale").hasSize(7);
    assertThat(list.getInt("items[0].settings.stock")).isEqualTo(3);
  }

  private static JsonPath run(String body) {
    return ended(start(body));
  }

  private static String start(String body) {
    var started = API.json(body).post(RACES);
    assertThat(started.statusCode()).as(started.asString()).isEqualTo(202);
    String id = started.path("id");
    assertThat(started.header("Location")).endsWith(RACES + "/" + id);
    return id;
  }

  private static JsonPath ended(String id) {
    var path = RACES + "/" + id;
    await()
        .atMost(Duration.ofMinutes(3))
        .until(
            () ->
                !List.of("QUEUED", "RUNNING")
                    .contains(API.request().get(path).jsonPath().getString("status")));
    var race = API.request().get(path).jsonPath();
    assertThat(race.getString("status")).as(race.prettify()).isEqualTo("FINISHED");
    return race;
  }

  /** Lets all races have ended an hour ago. */
  private void age() throws Exception {
    try (var connection = dataSource.getConnection();
        var update = connection.createStatement()) {
      update.executeUpdate("UPDATE lab_race SET updated_at = now() - interval '1 hour'");
    }
  }
}
