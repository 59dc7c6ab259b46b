package io.holdfast.console;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.Api;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the pages are besides what people see of them. */
@QuarkusTest
class PagesTest {

  private static final Api API = new Api("pages-test");
  private static final String SHOP = "?shop=pages-test";

  @BeforeEach
  void anItemIsThere() {
    if (API.item("odd.S-K_U").statusCode() == 404) {
      API.createItem("odd.S-K_U", 7);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/stock/odd.S-K_U", "/about", "/problems/validation"})
  void nothingIsInThePageThatThePolicyForbids(String path) {
    var answer = given().get(path + SHOP);
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.header("Content-Security-Policy"))
        .contains("default-src 'none'", "script-src 'self'", "frame-ancestors 'none'")
        .doesNotContain("unsafe");
    assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
    assertThat(answer.headers().getValues("Cache-Control")).containsExactly("no-store");
    assertThat(answer.header("Referrer-Policy")).isEqualTo("same-origin");
    assertThat(answer.header("Cross-Origin-Opener-Policy")).isEqualTo("same-origin");
    assertThat(answer.asString())
        .contains("<!doctype html>", "lang=\"en\"")
        .doesNotContainPattern(
            "<script(?![^>]*src=)|<style|\\sstyle=|\\son\\w+=|https?://(?!localhost)");
  }

  @Test
  void scriptsAndStylesCarryThePolicyAndTheApiDoesNot() {
    assertThat(given().get("/console/console.css").header("Content-Security-Policy")).isNotNull();
    assertThat(given().get("/api/v1/items").header("Content-Security-Policy")).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/q/swagger-ui", "/q/swagger-ui/", "/q/swagger-ui/index.html"})
  void swaggerUiHasAPolicyOfItsOwnThatLetsNothingInFromElsewhere(String path) {
    var answer = given().get(path);
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().getValues("Content-Security-Policy"))
        .singleElement()
        .asString()
        .contains("default-src 'none'", "connect-src 'self'", "frame-ancestors 'none'")
        .doesNotContain("http", "*", "unsafe-eval");
    assertThat(answer.asString()).doesNotContainPattern("(src|href)=[\"']?(https?:)?//");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/about",
        "/console/console.css",
        "/api/v1/items",
        "/api/v1/items/nope",
        "/api/v1/nothing",
        "/q/openapi",
        "/q/health",
        "/q/metrics",
        "/q/swagger-ui/"
      })
  void nothingIsTakenForAnotherTypeThanItSays(String path) {
    var answer = given().urlEncodingEnabled(false).get(path);
    assertThat(answer.headers().getValues("X-Content-Type-Options")).containsExactly("nosniff");
  }

  @Test
  void theShopOfTheAddressIsKeptInEveryLink() {
    var page = given().get("/" + SHOP).asString();
    assertThat(page).contains("/stock/odd.S-K_U?shop=pages-test", "/orders?shop=pages-test");
    assertThat(given().get("/").asString()).doesNotContain("odd.S-K_U").doesNotContain("?shop=");
    assertThat(given().get("/items.csv" + SHOP).asString()).contains("odd.S-K_U,Item odd.S-K_U,7");
  }

  @Test
  void whatCannotBeShownIsAPageToo() {
    for (var path : List.of("/stock/nope" + SHOP, "/stock/nope/row", "/stock/%20")) {
      var answer = given().urlEncodingEnabled(false).get(path);
      assertThat(answer.statusCode()).as(path).isEqualTo(404);
      assertThat(answer.contentType()).startsWith("text/html");
      assertThat(answer.asString()).contains("<nav");
    }
    for (var path : List.of("/?shop=%3Cb%3E", "/?after=x", "/?lowStock=maybe")) {
      var answer = given().urlEncodingEnabled(false).get(path);
      assertThat(answer.statusCode()).as(path).isEqualTo(400);
      assertThat(answer.asString()).contains("<nav").doesNotContain("<b>");
    }
  }

  @Test
  void htmxIsGivenThePartItShows() {
    var part = given().header("HX-Request", "true").get("/" + SHOP).asString();
    assertThat(part).contains("id=\"items\"", "odd.S-K_U").doesNotContain("<nav");
    var restored =
        given()
            .header("HX-Request", "true")
            .header("HX-History-Restore-Request", "true")
            .get("/" + SHOP)
            .asString();
    assertThat(restored).contains("<nav");
  }

  @Test
  void textIsNeverMarkup() {
    new Api("pages-test-markup")
        .json("{\"sku\":\"markup\",\"name\":\"<img src=x onerror=alert(1)>\"}")
        .post(Api.ITEMS);
    var page =
        given().queryParam("q", "<img").queryParam("shop", "pages-test-markup").get("/").asString();
    assertThat(page).contains("markup", "&lt;img").doesNotContain("<img");
  }

  @Test
  void theThemeIsRememberedAndNothingElseIs() {
    assertThat(given().cookie("holdfast-theme", "dark").get("/").asString())
        .contains("data-theme=\"dark\"");
    assertThat(given().cookie("holdfast-theme", "x").get("/").asString())
        .contains("data-theme=\"auto\"");
  }
}
