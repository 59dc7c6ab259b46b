package io.holdfast.platform.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.Api;
import io.holdfast.Buyers;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What one principal cannot have more of than its share, however fast it asks. */
@QuarkusTest
@TestProfile(WithTokens.class)
class RateLimitTest {

  @TestHTTPResource URI base;

  private final String run = UUID.randomUUID().toString();
  private final String shop = "rate-" + run;

  @Test
  void whoAsksTooOftenIsSentAwayAndNobodyElse() throws Exception {
    var buyers = new Buyers(base);
    var greedy = header(Token.of("greedy-" + run, "orders:read").shop(shop));
    var start = System.nanoTime();
    var tasks = new ArrayList<Callable<HttpResponse<String>>>();
    for (var i = 0; i < WithTokens.BURST + 100; i++) {
      tasks.add(() -> buyers.get(Api.ORDERS, "Authorization", greedy));
    }
    var answers = Buyers.atOnce(16, tasks);
    var refilled = (int) TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start) + 1;
    var refused = answers.stream().filter(answer -> answer.statusCode() == 429).toList();
    assertThat(answers.stream().filter(answer -> answer.statusCode() == 200))
        .hasSizeBetween(WithTokens.BURST, WithTokens.BURST + refilled);
    assertThat(refused).isNotEmpty().hasSizeLessThanOrEqualTo(100);
    assertThat(refused)
        .allMatch(answer -> answer.body().contains("/problems/rate-limited"))
        .allMatch(answer -> answer.headers().firstValue("Retry-After").orElse("").equals("1"));
    // The same name in another shop is another's, and so is another name.
    for (var other :
        List.of(
            Token.of("greedy-" + run, "orders:read").shop("x" + shop),
            Token.of("modest-" + run, "orders:read").shop(shop))) {
      assertThat(other.request().get(Api.ORDERS).statusCode()).isEqualTo(200);
    }
  }

  @Test
  void ofFiftyHoldsAtOnceExactlyAsManyAreTakenAsOnePrincipalMayHave() throws Exception {
    var operator = Token.of("operator-" + run, "admin").shop(shop);
    for (var sku = 0; sku < 10; sku++) {
      operator
          .json("{\"sku\":\"H-%d\",\"name\":\"Held\",\"onHand\":100}".formatted(sku))
          .post(Api.ITEMS)
          .then()
          .statusCode(201);
    }
    var buyers = new Buyers(base);
    var buyer = Token.of("hoarder-" + run, "orders:read", "orders:write").shop(shop);
    var tasks = new ArrayList<Callable<HttpResponse<String>>>();
    for (var i = 0; i < 50; i++) {
      var body = "{\"lines\":[{\"sku\":\"H-%d\",\"quantity\":1}],\"hold\":{}}".formatted(i % 10);
      tasks.add(() -> buyers.insist(Api.ORDERS, body, "Authorization", header(buyer)));
    }
    var answers = Buyers.atOnce(25, tasks);
    assertThat(answers.stream().filter(answer -> answer.statusCode() == 201))
        .hasSize(WithTokens.HOLDS);
    assertThat(answers.stream().filter(answer -> answer.statusCode() == 429))
        .hasSize(50 - WithTokens.HOLDS)
        .allMatch(answer -> answer.body().contains("/problems/rate-limited"))
        .allMatch(answer -> answer.headers().firstValue("Retry-After").isPresent());

    // What is not a hold is not counted, nor what others hold; a hold that ends makes room for one.
    var hold = "{\"lines\":[{\"sku\":\"H-0\",\"quantity\":1}],\"hold\":{}}";
    assertThat(buyer.json(hold.replace(",\"hold\":{}", "")).post(Api.ORDERS).statusCode())
        .isEqualTo(201);
    assertThat(
            Token.of("other-" + run, "orders:write")
                .shop(shop)
                .json(hold)
                .post(Api.ORDERS)
                .statusCode())
        .isEqualTo(201);
    String held =
        buyer.request().get(Api.ORDERS + "?status=HELD").jsonPath().getString("items[0].id");
    assertThat(buyer.json("{}").post(Api.ORDERS + "/" + held + "/confirm").statusCode())
        .isEqualTo(200);
    assertThat(buyer.json(hold).post(Api.ORDERS).statusCode()).isEqualTo(201);
    Api.assertRefused(buyer.json(hold).post(Api.ORDERS), 429, "rate-limited");
    assertThat(operator.json("").post("/api/v1/invariants/check").jsonPath().getBoolean("ok"))
        .isTrue();
  }

  private static String header(Token token) {
    return "Bearer " + token.text();
  }
}
