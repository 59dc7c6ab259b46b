package io.holdfast.console;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.holdfast.Api;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The console below a path, and behind a proxy that takes a prefix off. */
@QuarkusTest
@TestProfile(PrefixTest.BelowAPath.class)
class PrefixTest {

  private static final Pattern LINK =
      Pattern.compile("(?:href|src|hx-get|action|data-base)=\"([^\"#]*)\"");

  private static final List<String> PAGES =
      List.of(
          "/",
          "/stock/mug",
          "/orders",
          "/contention",
          "/events",
          "/health",
          "/about",
          "/stock/nope",
          "/problems/validation");

  @Test
  void everyLinkLeadsBackThroughTheProxy() {
    RestAssured.given()
        .basePath("")
        .contentType("application/json")
        .body("{\"sku\":\"mug\",\"name\":\"Mug\",\"onHand\":3}")
        .post("/inventory" + Api.ITEMS);
    for (var page : PAGES) {
      for (var link : links("/inventory" + page)) {
        if (page.startsWith("/problems/")) {
          assertThat(link).startsWith("../");
          continue;
        }
        assertThat(link).as(page).startsWith("/eu/shops/inventory/");
        // As the proxy would send it on.
        var answer = given().basePath("").urlEncodingEnabled(false).get(link.substring(9));
        assertThat(answer.statusCode()).as(link).isEqualTo(200);
      }
    }
  }

  @Test
  void aPrefixCannotLeadToAnotherHost() {
    var page =
        given()
            .basePath("")
            .header("X-Forwarded-Prefix", "//evil.example")
            .get("/inventory/")
            .asString();
    assertThat(page).contains("data-base=\"/").doesNotContain("\"//");
  }

  @Test
  void anImportMayBeLongThereToo() {
    given()
        .basePath("")
        .contentType("text/csv; charset=UTF-8")
        .body("sku,name\npen," + "Pen".repeat(500_000) + "\n")
        .post("/inventory" + Api.ITEMS + "/import")
        .then()
        .statusCode(200)
        .body("rejected", equalTo(1));
  }

  @Test
  void aMethodThatIsNotOfferedIsToldFromAPathThatIsNotThere() {
    var answer = given().basePath("").put("/inventory" + Api.ITEMS);
    Api.assertRefused(answer, 405, "method-not-allowed");
    assertThat(answer.header("Allow")).contains("GET", "POST");
  }

  private static List<String> links(String path) {
    var page = given().basePath("").header("X-Forwarded-Prefix", "/eu/shops").get(path).asString();
    var links = LINK.matcher(page).results().map((MatchResult link) -> link.group(1)).toList();
    assertThat(links).isNotEmpty();
    return links;
  }

  public static final class BelowAPath implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
      return Map.of(
          "quarkus.http.root-path", "/inventory",
          "quarkus.http.proxy.proxy-address-forwarding", "true",
          "quarkus.http.proxy.enable-forwarded-prefix", "true");
    }
  }
}
