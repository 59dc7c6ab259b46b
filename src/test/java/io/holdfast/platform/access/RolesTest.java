package io.holdfast.platform.access;

import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.Api;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.path.json.JsonPath;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Who gets in where: every operation of the OpenAPI document, every page, with every role alone,
 * with none, and without a token. What is expected is said here once more, and not read from the
 * table that decides.
 */
@QuarkusTest
@TestProfile(WithTokens.class)
class RolesTest {

  private static final String SHOP = "roles";

  private record Operation(String method, String path) {}

  private record Answer(int statusCode, HttpHeaders headers, String body) {}

  @TestHTTPResource URI base;

  private final HttpClient client = HttpClient.newHttpClient();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "orders:read",
        "orders:write",
        "inventory:read",
        "inventory:write",
        "admin",
        "Admin",
        "orders"
      })
  void aRoleOpensItsOperationsAndNoOther(String role) throws Exception {
    var token = Token.of("of " + role, role).shop(SHOP).text();
    for (var operation : operations()) {
      var needed = needed(operation);
      var answer = send(operation, token);
      var as = operation + " with the role '" + role + "'";
      if (role.equals(needed) || role.equals("admin")) {
        assertThat(answer.statusCode()).as(as).isNotIn(401, 403).isLessThan(500);
      } else {
        assertThat(answer.statusCode()).as(as).isEqualTo(403);
        assertThat(answer.headers().firstValue("WWW-Authenticate").orElseThrow())
            .isEqualTo("Bearer error=\"insufficient_scope\", scope=\"" + needed + '"');
        assertProblem(answer, "forbidden");
      }
    }
  }

  @Test
  void withoutATokenNothingIsOpenThatHasToDoWithData() throws Exception {
    for (var operation : operations()) {
      var answer = send(operation, null);
      assertThat(answer.statusCode()).as(operation.toString()).isEqualTo(401);
      assertThat(answer.headers().firstValue("WWW-Authenticate")).contains("Bearer");
      assertProblem(answer, "unauthorized");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/about",
        "/problems/validation",
        "/console/console.css",
        "/webjars/htmx.org/2.0.8/dist/htmx.min.js",
        "/q/health",
        "/q/health/live",
        "/q/health/ready",
        "/q/health/started",
        "/q/metrics",
        "/q/openapi",
        "/q/swagger-ui/"
      })
  void whatSaysNothingAboutDataIsOpen(String path) {
    assertThat(given().get(path).statusCode()).isEqualTo(200);
    // Nobody looks at a token there, so a bad one does no harm.
    assertThat(Token.bearing("x").get(path).statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /api/v1/nothing",
    "GET, /nothing",
    "GET, /q/dev-ui",
    "GET, /api/v1/orders;x=1",
    "GET, /api/v1/by/combining/orders",
    "POST, /api/v1/by/combining/orders",
    "GET, /console",
    "GET, /webjars",
    "GET, /api/v1/orders/1/2/3"
  })
  void aPathWithoutALineIsRefusedEvenWhereAResourceWouldAnswer(String method, String path) {
    var admin = Token.of("root", "admin").shop(SHOP);
    Api.assertRefused(admin.json("{}").request(method, path), 404, "not-found");
    Api.assertRefused(given().request(method, path), 404, "not-found");
  }

  @Test
  void aMethodWithoutALineIsRefusedAndTheOthersAreNamed() {
    var admin = Token.of("root", "admin").shop(SHOP);
    for (var method : List.of("PUT", "DELETE", "TRACE", "PATCH")) {
      var refused = admin.request().request(method, "/api/v1/orders");
      Api.assertRefused(refused, 405, "method-not-allowed");
      assertThat(refused.header("Allow")).isEqualTo("GET, POST");
    }
    assertThat(given().head("/api/v1/orders").statusCode()).isEqualTo(401);
    assertThat(admin.request().head("/api/v1/orders").statusCode()).isEqualTo(200);
  }

  @Test
  void pathsThatMeanTheSameNeedTheSame() throws Exception {
    var buyer = Token.of("buyer", "orders:read").shop(SHOP).text();
    for (var path :
        List.of(
            "/api/v1/items",
            "/api/v1/items/",
            "/api/v1/%69tems",
            "/api/v1/orders/../items",
            "/api/v1/./items",
            "//api/v1/items",
            "/api//v1/items",
            "/api/v1/items?x=/api/v1/orders")) {
      assertThat(send(new Operation("GET", path), buyer).statusCode()).as(path).isIn(403, 404);
      assertThat(send(new Operation("GET", path), null).statusCode()).as(path).isIn(401, 404);
    }
  }

  @Test
  void theDescriptionSaysWhatIsNeeded() {
    var document = JsonPath.from(given().get("/q/openapi?format=json").asString());
    assertThat(document.getString("components.securitySchemes.bearer.scheme")).isEqualTo("bearer");
    Map<String, Map<String, Map<String, Object>>> paths = document.getMap("paths");
    for (var operation : operations()) {
      var methods = Objects.requireNonNull(paths.get(operation.path()));
      var described =
          Objects.requireNonNull(methods.get(operation.method().toLowerCase(Locale.ROOT)));
      assertThat(described.get("security"))
          .as(operation.toString())
          .isEqualTo(List.of(Map.of("bearer", List.of(needed(operation)))));
      assertThat(described.get("responses")).asString().contains("401=", "403=");
    }
  }

  @Test
  void aRefusedRequestIsCountedByItsRouteAndNotByItsPath() throws Exception {
    var id = UUID.randomUUID().toString();
    assertThat(send(new Operation("GET", "/api/v1/orders/" + id), null).statusCode())
        .isEqualTo(401);
    assertThat(given().get("/q/metrics").asString())
        .contains("status=\"401\",uri=\"/api/v1/orders/{id}\"")
        .doesNotContain(id);
  }

  /** Everything that has to do with data: what the document names, and the console's pages. */
  private static List<Operation> operations() {
    var all = new ArrayList<Operation>();
    Map<String, Map<String, Object>> paths =
        JsonPath.from(given().get("/q/openapi?format=json").asString()).getMap("paths");
    paths.forEach(
        (path, methods) ->
            methods
                .keySet()
                .forEach(method -> all.add(new Operation(method.toUpperCase(Locale.ROOT), path))));
    assertThat(all).hasSizeGreaterThan(35);
    return all;
  }

  @ParameterizedTest
  @CsvSource({
    "/, inventory:read",
    "/contention, inventory:read",
    "/contention/samples, inventory:read",
    "/events, inventory:read",
    "/events/webhooks/1, admin",
    "/health, inventory:read",
    "/items.csv, inventory:read",
    "/orders, orders:read",
    "/orders/1, orders:read",
    "/stock/A-1, inventory:read",
    "/stock/A-1/row, inventory:read",
    "/lab, admin",
    "/lab/races/1, admin"
  })
  void thePagesNeedRolesToo(String page, String needed) throws Exception {
    var operation = new Operation("GET", page);
    assertThat(send(operation, null).statusCode()).isEqualTo(401);
    for (var role : Role.values()) {
      var token = Token.of("page of " + role, role.claim()).shop(SHOP).text();
      var status = send(operation, token).statusCode();
      if (role.claim().equals(needed) || role == Role.ADMIN) {
        assertThat(status).as(role.claim()).isIn(200, 404);
      } else {
        assertThat(status).as(role.claim()).isEqualTo(403);
      }
    }
  }

  private static String needed(Operation operation) {
    var path = operation.path();
    var reads = operation.method().equals("GET");
    if (path.startsWith("/api/v1/lab/") || path.startsWith("/api/v1/webhooks")) {
      return "admin";
    }
    if (path.startsWith("/api/v1/invariants/")) {
      return "admin";
    }
    if (path.startsWith("/api/v1/orders")) {
      return reads ? "orders:read" : "orders:write";
    }
    return reads ? "inventory:read" : "inventory:write";
  }

  /** The head of an answer; a stream is not waited for. */
  private Answer send(Operation operation, @Nullable String token)
      throws IOException, InterruptedException {
    var path = operation.path().replaceAll("\\{[^}]+}", UUID.randomUUID().toString());
    var request =
        HttpRequest.newBuilder(URI.create(base.toString().replaceAll("/$", "") + path))
            .method(operation.method(), BodyPublishers.noBody());
    if (token != null) {
      request.header("Authorization", "Bearer " + token);
    }
    var answer = client.send(request.build(), BodyHandlers.ofInputStream());
    try (var body = answer.body()) {
      return new Answer(
          answer.statusCode(),
          answer.headers(),
          answer.statusCode() < 400 ? "" : new String(body.readAllBytes(), UTF_8));
    }
  }

  private static void assertProblem(Answer answer, String slug) {
    assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
    assertThat(answer.body())
        .contains("\"/problems/" + slug + '"')
        .doesNotContain("Exception", "io.", "jose4j");
  }
}
