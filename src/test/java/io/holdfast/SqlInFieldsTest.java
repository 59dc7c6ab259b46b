package io.holdfast;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URLEncoder;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Text that means something to a database, a logger, a template or a spreadsheet means nothing
 * here: whichever field holds it, it comes back as it was sent, and nothing else has happened.
 */
@QuarkusTest
@Timeout(60)
class SqlInFieldsTest {

  private static final Api API = new Api("sql-in-fields");
  private static final String LOCATIONS = "/api/v1/locations";
  private static final ObjectMapper JSON = new ObjectMapper();

  @Inject DataSource dataSource;

  private String code = "";

  @BeforeEach
  void somethingElseIsThere() {
    if (API.item("PLAIN").statusCode() == 404) {
      API.createItem("PLAIN", 10);
      assertThat(API.order("PLAIN", 1).statusCode()).isEqualTo(201);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'; DROP TABLE orders; --",
        "\"; DROP TABLE item CASCADE; --",
        "'); TRUNCATE stock_level, orders CASCADE; --",
        "' OR '1'='1",
        "1 OR 1=1",
        "'; UPDATE stock_level SET on_hand = 0; COMMIT; --",
        "' || (SELECT pg_sleep(90)) || '",
        "E'\\'' \\'; \\\\ \\x27 \\u0027 \\0 \\",
        "$$; DROP TABLE orders; $$ $1 ?1 ? ?? :name",
        "/* */ -- # ;",
        "{\"a\",NULL,'b'} (1,2) [3] NULL \\N",
        "100%_ %s %n %d {0} {}",
        "${jndi:ldap://127.0.0.1:1/x} #{7*7} {{7*7}} ${7*7}",
        "<script>alert('1')</script>&amp;",
        "=1+1\t\"'\r\n,;|",
        "\u02bc\uff07\u2019; DROP TABLE orders; \ud83d\ude00"
      })
  void itIsTextInEveryField(String text) throws Exception {
    var before = tables();
    code = "S" + Integer.toHexString(text.hashCode());
    stockKeepsIt(text);
    anOrderKeepsIt(text);
    anImportKeepsIt(text);
    assertThat(tables()).isEqualTo(before);
    assertThat(read(API.item("PLAIN")).get("available").intValue()).isEqualTo(9);
    assertThat(read(API.empty().post("/api/v1/invariants/check")).get("ok").booleanValue())
        .isTrue();
  }

  private void stockKeepsIt(String text) throws IOException {
    var item = Api.ITEMS + "/" + code;
    send(API.request(), Api.ITEMS, Map.of("sku", code, "name", "first", "onHand", 10), 201);
    var patch = API.request().header("If-Match", API.etag(code));
    var patched = body(patch, Map.of("name", text)).patch(item);
    assertThat(read(patched).get("name").textValue()).isEqualTo(text);
    assertThat(read(API.item(code)).get("name").textValue()).isEqualTo(text);
    var found = read(API.request().get(Api.ITEMS + "?limit=200&q=" + encoded(text)));
    assertThat(found.get("items").findValuesAsText("sku")).contains(code).doesNotContain("PLAIN");

    send(API.request(), LOCATIONS, Map.of("code", code, "name", text), 201);
    var location = read(API.request().get(LOCATIONS + "/" + code));
    assertThat(location.get("name").textValue()).isEqualTo(text);

    var adjustment = Map.of("delta", 1, "reason", "found", "reference", text);
    send(API.request(), item + "/adjustments", adjustment, 201);
    var one = Map.of("sku", code, "delta", 1, "reason", "found", "reference", text);
    send(API.request(), "/api/v1/adjustments", Map.of("adjustments", List.of(one)), 201);
    var transfer = Map.of("from", "main", "to", code, "quantity", 1, "reference", text);
    send(API.request(), item + "/transfers", transfer, 201);
    var level = item + "/levels/main";
    var count = API.request().header("If-Match", API.request().get(level).header("ETag"));
    assertThat(body(count, Map.of("onHand", 20, "reason", text)).put(level).statusCode())
        .isEqualTo(200);
    var movements = read(API.request().get(item + "/movements")).get("items");
    assertThat(texts(movements, "reference")).hasSize(4).containsOnly(text);
    assertThat(texts(movements, "reason")).containsOnlyOnce(text);
  }

  private void anOrderKeepsIt(String text) throws IOException {
    var order =
        Map.of(
            "customer",
            text,
            "reference",
            text,
            "metadata",
            Map.of(text, List.of(text, Map.of(text, text))),
            "lines",
            List.of(Map.of("sku", code, "quantity", 1)));
    var key = text.replaceAll("[^\\x21-\\x7e]", "");
    var placed = send(API.request().header("Idempotency-Key", key), Api.ORDERS, order, 201);
    var replayed = send(API.request().header("Idempotency-Key", key), Api.ORDERS, order, 201);
    assertThat(replayed).isEqualTo(placed);
    var path = Api.ORDERS + "/" + placed.get("id").textValue();
    var listed = read(API.request().get(Api.ORDERS + "?customer=" + encoded(text))).get("items");
    assertThat(listed).hasSize(1);
    for (var shown : List.of(placed, read(API.request().get(path)), listed.get(0))) {
      assertThat(shown.get("customer").textValue()).isEqualTo(text);
      assertThat(shown.get("reference").textValue()).isEqualTo(text);
      assertThat(shown.get("metadata")).isEqualTo(JSON.valueToTree(order.get("metadata")));
    }
    send(API.request(), path + "/cancel", Map.of("reason", text), 200);
    assertThat(read(API.item(code)).get("reserved").intValue()).isZero();
    var newest = read(API.request().get(Api.ITEMS + "/" + code + "/movements")).get("items").get(0);
    assertThat(newest.get("reason").textValue()).isEqualTo(text);
  }

  private void anImportKeepsIt(String text) throws IOException {
    var row = "sku,name\nI" + code + ",\"" + text.replace("\"", "\"\"") + "\"\n";
    var imported = API.request().contentType("text/csv").body(row.getBytes(UTF_8));
    assertThat(read(imported.post(Api.ITEMS + "/import")).get("accepted").intValue()).isEqualTo(1);
    assertThat(read(API.item("I" + code)).get("name").textValue()).isEqualTo(text);
  }

  private static JsonNode send(
      RequestSpecification request, String path, Map<String, ?> body, int status)
      throws IOException {
    var answer = body(request, body).post(path);
    assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(status);
    return read(answer);
  }

  private static RequestSpecification body(RequestSpecification request, Map<String, ?> body)
      throws IOException {
    return request.contentType("application/json").body(JSON.writeValueAsBytes(body));
  }

  private static JsonNode read(Response answer) throws IOException {
    return JSON.readTree(answer.asByteArray());
  }

  private static List<String> texts(JsonNode movements, String field) {
    var texts = new ArrayList<String>();
    movements.forEach(movement -> texts.add(movement.get(field).textValue()));
    texts.removeIf(Objects::isNull);
    return texts;
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, UTF_8).replace("+", "%20");
  }

  private List<String> tables() throws SQLException {
    var tables = new ArrayList<String>();
    try (var connection = dataSource.getConnection();
        var table =
            connection.getMetaData().getTables(null, "public", "%", new String[] {"TABLE"})) {
      while (table.next()) {
        tables.add(table.getString("TABLE_NAME"));
      }
    }
    assertThat(tables).contains("orders", "item", "stock_level");
    return tables;
  }
}
