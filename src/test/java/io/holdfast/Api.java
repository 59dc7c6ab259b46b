package io.holdfast;

import static io.restassured.RestAssured.config;
import static io.restassured.config.EncoderConfig.encoderConfig;
import static org.assertj.core.api.Assertions.assertThat;

import io.restassured.RestAssured;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.util.List;

/** One shop of the service under test, over HTTP. Every test class has shops of its own. */
public record Api(String shop) {

  public static final String ITEMS = "/api/v1/items";
  public static final String ORDERS = "/api/v1/orders";

  /** A request whose headers and URL are sent just as they are given. */
  public RequestSpecification request() {
    return RestAssured.given()
        .config(
            config()
                .encoderConfig(
                    encoderConfig().appendDefaultContentCharsetToContentTypeIfUndefined(false)))
        .urlEncodingEnabled(false)
        .header("Holdfast-Shop", shop);
  }

  /** A request for a POST that needs no body. */
  public RequestSpecification empty() {
    return request().contentType("application/json");
  }

  public RequestSpecification json(String body) {
    return request().contentType("application/json").body(body);
  }

  public Response createItem(String sku, long onHand) {
    var response =
        json("{\"sku\":\"%s\",\"name\":\"Item %1$s\",\"onHand\":%d}".formatted(sku, onHand))
            .post(ITEMS);
    assertThat(response.statusCode()).isEqualTo(201);
    return response;
  }

  public Response order(String sku, long quantity) {
    return json("{\"lines\":[{\"sku\":\"%s\",\"quantity\":%d}]}".formatted(sku, quantity))
        .post(ORDERS);
  }

  public Response item(String sku) {
    return request().get(ITEMS + "/" + sku);
  }

  public String etag(String sku) {
    return item(sku).header("ETag");
  }

  /** All that the shop's lists show; equal before and after a request that changed nothing. */
  public String state() {
    return request().get(ITEMS + "?limit=200").asString()
        + request().get(ORDERS + "?limit=200").asString();
  }

  /** Checks an answer that refuses something: what it says, and that it says no more. */
  public static void assertRefused(Response response, int status, String slug) {
    var body = response.asString();
    assertThat(response.statusCode()).as(body).isEqualTo(status);
    assertThat(response.contentType()).startsWith("application/problem+json");
    var problem = response.jsonPath();
    assertThat(problem.getString("type")).isEqualTo("/problems/" + slug);
    assertThat(problem.getInt("status")).isEqualTo(status);
    assertThat(problem.getString("title")).isNotBlank();
    assertThat(problem.getString("detail")).isNotBlank();
    assertThat(problem.getString("instance")).startsWith("/");
    assertThat(body)
        .doesNotContain(
            "Exception",
            "io.holdfast",
            "java.",
            "jakarta",
            "org.",
            "com.",
            "SELECT ",
            "_pkey",
            "_check",
            "\tat ");
    if (slug.equals("validation")) {
      assertThat(problem.getList("violations")).isNotEmpty();
    }
  }

  /** Like {@link #assertRefused}, for a validation problem about this field. */
  public static void assertInvalid(Response response, String field) {
    assertRefused(response, 400, "validation");
    List<String> fields = response.jsonPath().getList("violations.field");
    assertThat(fields).as(response.asString()).contains(field);
  }
}
