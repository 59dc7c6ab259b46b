package io.holdfast.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.Api;
import io.holdfast.EveryStrategy;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What the benchmark divides by must be the same request and the same answer. */
@QuarkusTest
@TestProfile(EveryStrategy.class)
class EchoOrderTest {

  private static final String ECHO = "/api/v1/lab/echo-orders";
  private static final String BODY =
      """
      {"customer":"c","reference":"r","metadata":{"a":1},
       "lines":[{"sku":"echoed","quantity":2}]}""";

  private final Api api = new Api("echo");

  @Test
  void anEchoIsAnAcceptedOrderThatChangesNothing() {
    api.createItem("echoed", 10);
    var order = api.json(BODY).header("Idempotency-Key", "order").post(Api.ORDERS);
    var before = api.state();

    var echo = api.json(BODY).header("Idempotency-Key", "echo").post(ECHO);

    assertThat(echo.statusCode()).isEqualTo(order.statusCode()).isEqualTo(201);
    assertThat(form(echo)).isEqualTo(form(order));
    assertThat(api.state()).isEqualTo(before);
  }

  @Test
  void whatIsNoOrderIsRefusedAsOrdersAre() {
    var echo = api.json("{\"lines\":[]}").post(ECHO);
    var order = api.json("{\"lines\":[]}").post(Api.ORDERS);

    assertThat(echo.statusCode()).isEqualTo(order.statusCode()).isEqualTo(400);
    assertThat(echo.asString().replace(ECHO, Api.ORDERS)).isEqualTo(order.asString());
  }

  /** Headers and body, without what differs from order to order. */
  private static String form(Response response) {
    var headers =
        response.headers().asList().stream()
            .map(
                header ->
                    header.getName().toLowerCase(java.util.Locale.ROOT) + ": " + header.getValue())
            .sorted()
            .collect(Collectors.joining("\n"));
    return (headers + "\n" + response.asString())
        .replaceAll("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "ID")
        .replaceAll("[0-9-]{10}T[0-9:.]+Z", "TIME");
  }
}
