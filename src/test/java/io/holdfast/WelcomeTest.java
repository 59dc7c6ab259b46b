package io.holdfast;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.platform.problem.ProblemType;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * What somebody sees first leads somewhere: the page about the service and the description of the
 * API.
 */
@QuarkusTest
class WelcomeTest {

  @Test
  void everyLinkOfThePageAnswers() {
    var links = links();
    assertThat(links).contains("/q/swagger-ui", "/q/metrics");
    for (var link : links) {
      assertThat(given().urlEncodingEnabled(false).get(link).statusCode()).as(link).isEqualTo(200);
    }
  }

  @Test
  void thePageListsEveryProblem() {
    assertThat(links().stream().filter(link -> link.startsWith("/problems/")))
        .containsExactlyInAnyOrderElementsOf(
            Stream.of(ProblemType.values()).map(type -> "/problems/" + type.slug()).toList());
  }

  @Test
  void everyOperationSaysWhatItDoesAndShowsWhatToSend() {
    var document = JsonPath.from(given().get("/q/openapi?format=json").asString());
    Map<String, Map<String, Map<String, Object>>> paths = document.getMap("paths");
    assertThat(paths).containsKey("/api/v1/orders");
    paths.forEach(
        (path, operations) ->
            operations.forEach(
                (method, operation) -> {
                  var name = method + " " + path;
                  assertThat(operation).as(name).containsKeys("summary", "tags", "responses");
                  if (operation.get("requestBody") != null) {
                    assertThat(operation.get("requestBody").toString())
                        .as(name)
                        .contains("examples=");
                  }
                }));
  }

  private static List<String> links() {
    var page = given().get("/about").asString();
    return Pattern.compile("href=\"(/[^\"]*)\"")
        .matcher(page)
        .results()
        .map((MatchResult link) -> link.group(1))
        .toList();
  }
}
