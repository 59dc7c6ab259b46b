package io.holdfast.monitoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.holdfast.Api;
import io.holdfast.RawHttp;
import io.holdfast.Scrape;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Whoever makes up paths does not make up series: a request is counted under its resource, refused
 * ones too.
 */
@QuarkusTest
class MetricPathsTest {

  private static final Api API = new Api("metric-paths");

  @Test
  void aRefusedRequestIsCountedUnderThePathOfItsResource() throws IOException {
    Map<String, Map<String, Object>> paths =
        RestAssured.get("/q/openapi?format=json").jsonPath().getMap("paths");
    var templates = new TreeSet<String>();
    for (var template : paths.keySet()) {
      var path = template.replaceAll("\\{[^}]+}", "made-up");
      var offered = paths.get(template).keySet();
      var other = Stream.of("put", "delete").filter(method -> !offered.contains(method));
      API.request().request(other.findFirst().orElseThrow(), path);
      if (template.contains("{")) {
        // Only these: a path that is not malformed may be a stream, which does not end.
        RawHttp.send("GET " + template.replaceAll("\\{[^}]+}", "%zz") + " HTTP/1.1");
        templates.add(template);
      }
    }
    RawHttp.send("GET /made-up%zz HTTP/1.1");
    await().untilAsserted(() -> assertThat(counted("uri")).containsAll(templates));
    assertThat(counted("uri"))
        .noneMatch(path -> path.contains("made-up") || path.contains("%") || path.contains("[^"));
  }

  @Test
  void aMethodThatIsMadeUpIsNotCounted() {
    for (var method : List.of("BREW", "GET2", "TRACE")) {
      Api.assertRefused(API.request().request(method, Api.ITEMS), 405, "method-not-allowed");
    }
    API.request().get(Api.ITEMS);
    await().untilAsserted(() -> assertThat(counted("method")).contains("GET"));
    assertThat(counted("method"))
        .isSubsetOf("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");
  }

  private static Set<String> counted(String label) {
    return Scrape.now().samples().stream()
        .filter(sample -> sample.name().startsWith("http_server_requests_seconds"))
        .map(sample -> sample.labels().get(label))
        .filter(Objects::nonNull)
        .collect(Collectors.toSet());
  }
}
