package io.holdfast;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes wrong before a resource is reached is answered with a problem document, too. */
@QuarkusTest
class EdgeTest {

  private static final Api API = new Api("edge");
  private static final String ORDER = "{\"lines\":[{\"sku\":\"EDGE\",\"quantity\":1}]}";
  private static final int LIMIT = 1024 * 1024;

  private String before;

  @BeforeEach
  void remember() {
    if (API.item("EDGE").statusCode() == 404) {
      API.createItem("EDGE", 100);
    }
    before = API.state();
  }

  @AfterEach
  void nothingHasChanged() {
    assertThat(API.state()).isEqualTo(before);
  }

  @ParameterizedTest
  @ValueSource(ints = {LIMIT + 1, 2 * LIMIT, 12 * LIMIT})
  void aBodyOverTheLimitIsTooLarge(int size) throws Exception {
    var body = padded(size);
    assertTooLarge(HttpRequest.newBuilder().POST(BodyPublishers.ofByteArray(body)));
    // No length known: it goes out in chunks.
    assertTooLarge(
        HttpRequest.newBuilder()
            .POST(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body))));
  }

  @Test
  void aBodyAtTheLimitIsRead() {
    // Whitespace is fine with JSON; that the SKU is unknown is decided behind the edge.
    var body = new String(padded(LIMIT), UTF_8).replace("\"EDGE\"", "\"EGDE\"");
    Api.assertRefused(API.json(body).post(Api.ORDERS), 404, "not-found");
  }

  @Test
  void aLengthOverTheLimitIsRefusedBeforeTheBodyIsSent() throws IOException {
    var head =
        "POST /api/v1/orders HTTP/1.1\nContent-Type: application/json\nExpect: 100-continue\n"
            + "Content-Length: 2000000";
    assertThat(RawHttp.send(head)).startsWith("HTTP/1.1 413 ").contains("payload-too-large");
  }

  @Test
  void aCompressedBodyIsUnsupported() throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(bytes)) {
      gzip.write(ORDER.getBytes(UTF_8));
    }
    for (var encoding : new String[] {"gzip", "deflate", "br", "GZIP", "gzip, identity"}) {
      var request =
          API.request()
              .contentType("application/json")
              .header("Content-Encoding", encoding)
              .body(bytes.toByteArray());
      Api.assertRefused(request.post(Api.ORDERS), 415, "unsupported-media-type");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "text/plain",
        "text/json",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=b",
        "application/octet-stream",
        "application/merge-patch+json",
        "application/json;charset=utf-16",
        "application/json; charset=\"iso-8859-1\"",
        "application/*",
        "*/*",
        "json",
        ";;;",
        ""
      })
  void aBodyOfAnotherTypeIsUnsupported(String type) throws IOException {
    var head =
        "POST /api/v1/orders HTTP/1.1\nHoldfast-Shop: edge\nContent-Type: %s\nContent-Length: %d"
            .formatted(type, ORDER.length());
    assertThat(RawHttp.send(head, ORDER.getBytes(UTF_8)))
        .startsWith("HTTP/1.1 415 ")
        .contains("/problems/unsupported-media-type", "application/problem+json");
  }

  @Test
  void aBodyWithoutATypeIsUnsupported() throws IOException {
    var head =
        "POST /api/v1/orders HTTP/1.1\nHoldfast-Shop: edge\nContent-Length: " + ORDER.length();
    assertThat(RawHttp.send(head, ORDER.getBytes(UTF_8)))
        .startsWith("HTTP/1.1 415 ")
        .contains("/problems/unsupported-media-type");
  }

  @ParameterizedTest
  @CsvSource({
    "PUT,/api/v1/items,GET,POST",
    "DELETE,/api/v1/orders,GET,POST",
    "PATCH,/api/v1/orders,GET,POST",
    "POST,/api/v1/items/EDGE,GET,PATCH",
    "POST,/api/v1/items/EDGE/levels/main,GET,PUT",
    "DELETE,/api/v1/items/EDGE/movements,GET,GET",
    "GET,/api/v1/orders/01900000-0000-7000-8000-000000000000/cancel,POST,POST",
    "GET,/api/v1/items/EDGE/adjustments,POST,POST",
    "POST,/problems/validation,GET,GET",
    "BREW,/api/v1/items,GET,POST"
  })
  void anotherMethodIsToldWhichOnesThereAre(String method, String path, String one, String two) {
    var response = API.request().request(method, path);
    Api.assertRefused(response, 405, "method-not-allowed");
    assertThat(response.header("Allow")).contains(one, two);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/api/v1/items/EDGE", "/api/v1/items/NOBODY", "/api/v1/nothing", "/"})
  void noCacheMayKeepAnAnswer(String path) {
    var answer = RestAssured.given().header("Holdfast-Shop", "edge").get(path);
    assertThat(answer.headers().getValues("Cache-Control")).containsExactly("no-store");
  }

  @Test
  void everyDocumentedPathTellsItsMethods() {
    Map<String, Map<String, Object>> paths =
        RestAssured.get("/q/openapi?format=json").jsonPath().getMap("paths");
    assertThat(paths).isNotEmpty();
    paths.forEach(
        (template, operations) -> {
          var path = template.replaceAll("\\{[^}]+}", "some");
          var response = API.request().request("BREW", path);
          Api.assertRefused(response, 405, "method-not-allowed");
          assertThat(response.header("Allow").toLowerCase(Locale.ROOT).split(", "))
              .as(template)
              .containsExactlyInAnyOrder(operations.keySet().toArray(String[]::new));
        });
  }

  @Test
  void anEncodingOfNoBodyDoesNotMatter() {
    var response = API.request().header("Content-Encoding", "gzip").get(Api.ITEMS + "/EDGE");
    assertThat(response.statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"import", "imports", "export"})
  void aNameThatIsAPathOfItsOwnIsNoItem(String name) {
    var path = Api.ITEMS + "/" + name;
    Api.assertRefused(API.request().delete(path), 404, "not-found");
    Api.assertRefused(API.json("{\"name\":\"N\"}").patch(path), 404, "not-found");
    Api.assertRefused(API.json("{\"name\":7}").patch(path), 404, "not-found");
  }

  @ParameterizedTest
  @ValueSource(strings = {"text/html", "application/xml", "text/*", "image/png;q=0.5"})
  void anAnswerInAnotherTypeIsNotAcceptable(String accept) {
    var get = API.request().header("Accept", accept);
    Api.assertRefused(get.get(Api.ITEMS + "/EDGE"), 406, "not-acceptable");
    var post = API.json(ORDER).header("Accept", accept);
    Api.assertRefused(post.post(Api.ORDERS), 406, "not-acceptable");
  }

  @ParameterizedTest
  @ValueSource(strings = {"json", ";;;", "application/", "a/b/c", "*/json", "text/html;q=high"})
  void aMalformedAcceptIsNoDefectOfTheService(String accept) {
    var response = API.request().header("Accept", accept).get(Api.ITEMS + "/EDGE");
    assertThat(response.statusCode()).as(response.asString()).isIn(200, 400, 406);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /api/v1/items/%zz HTTP/1.1",
        "GET /api/v1/items/% HTTP/1.1",
        "GET /api/v1/items/%ff HTTP/1.1",
        "GET /api/v1/items?q=%zz HTTP/1.1",
        "GET /api/v1/items?limit=% HTTP/1.1",
        "GET /api/v1/items?q={|} HTTP/1.1",
        "GET /api/v1/items/{|}?limit=1 HTTP/1.1",
        "GET /%zz HTTP/1.1",
        "GET /api/v1/items\\..\\x HTTP/1.1",
        "GET nonsense HTTP/1.1",
        "OPTIONS * HTTP/1.1"
      })
  void aMalformedAddressIsNoDefectOfTheService(String line) throws IOException {
    var answer = RawHttp.send(line + "\nHoldfast-Shop: edge");
    assertThat(answer).matches("(?s)HTTP/1.1 (200|400|404) .*");
    assertThat(answer).doesNotContain("Exception", "io.holdfast", "java.", "org.");
  }

  private static void assertTooLarge(HttpRequest.Builder request) throws Exception {
    var uri = URI.create(RestAssured.baseURI + ":" + RestAssured.port + Api.ORDERS);
    var client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(10))
            .build();
    var answer =
        client.send(
            request
                .uri(uri)
                .timeout(Duration.ofSeconds(30))
                .header("Content-Type", "application/json")
                .header("Holdfast-Shop", "edge")
                .build(),
            BodyHandlers.ofString());
    assertThat(answer.statusCode()).isEqualTo(413);
    assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
    assertThat(answer.body()).contains("/problems/payload-too-large", Api.ORDERS);
  }

  /** A good order behind as many spaces as it takes. */
  private static byte[] padded(int size) {
    var body = new byte[size];
    Arrays.fill(body, (byte) ' ');
    var order = ORDER.getBytes(ISO_8859_1);
    System.arraycopy(order, 0, body, size - order.length, order.length);
    return body;
  }
}
