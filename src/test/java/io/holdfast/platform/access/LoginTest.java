package io.holdfast.platform.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.Api;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.net.HttpCookie;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodySubscribers;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How a person logs in to the console, what the session's cookie opens, and how it ends. */
@QuarkusTest
@TestProfile(WithTokens.class)
class LoginTest {

  @TestHTTPResource("/")
  URI base;

  private final String run = UUID.randomUUID().toString();
  private Person person;

  @BeforeEach
  void open() {
    person = new Person(base);
  }

  @Test
  void aPersonLogsInAtTheProviderAndComesBackToThePage() throws Exception {
    var asked = person.page("/stock/A-1?after=7");
    assertThat(asked.statusCode()).isEqualTo(302);
    var provider = Person.location(asked);
    assertThat(provider.toString()).startsWith(IdentityProvider.issuer() + "/login?");
    assertThat(provider.getQuery())
        .contains(
            "response_type=code",
            "client_id=holdfast",
            "code_challenge_method=S256",
            "nonce=",
            "redirect_uri=" + base.resolve("/login"))
        .doesNotContain(IdentityProvider.SECRET);
    assertGuarded(asked);

    var back = Person.location(person.submit(provider, "admin@olivia-" + run));
    assertThat(back.getPath()).isEqualTo("/login");
    var returned = person.returned(back);
    assertThat(returned.statusCode()).isEqualTo(302);
    assertThat(Person.location(returned).getPath()).isEqualTo("/stock/A-1");
    assertGuarded(returned);

    var stock = person.page("/");
    assertThat(stock.statusCode()).isEqualTo(200);
    assertThat(stock.body()).contains("olivia-" + run, "href=\"/logout\"", "data-shop=\"login\"");
    assertThat(person.send(person.request(Api.ITEMS)).statusCode()).isEqualTo(200);
    // What was there for the way to the provider and back is good once.
    person.cookies().getCookieStore().removeAll();
    assertThat(person.returned(back).statusCode()).isIn(302, 401);
    assertThat(person.send(person.request(Api.ITEMS)).statusCode()).isEqualTo(401);
  }

  @Test
  void aSessionHasTheRolesOfItsPersonAndNoOthers() throws Exception {
    person.logIn("orders:read,orders:write@bob-" + run);
    assertThat(person.page("/orders").statusCode()).isEqualTo(200);
    assertThat(person.page("/").statusCode()).isEqualTo(403);
    assertThat(person.send(person.request(Api.ITEMS)).statusCode()).isEqualTo(403);
    assertThat(person.page("/orders?shop=other").statusCode()).isEqualTo(403);
  }

  @ParameterizedTest
  @CsvSource({
    "/api/v1/items, text/html",
    "/api/v1/orders, application/json",
    "/contention/samples, text/event-stream",
    "/orders, application/json"
  })
  void aScriptIsToldAndNeverSentToALogin(String path, String accept) throws Exception {
    var anonymous = person.send(person.request(path).header("Accept", accept));
    assertThat(anonymous.statusCode()).isEqualTo(401);
    assertThat(anonymous.body()).contains("/problems/unauthorized");
    var part =
        person.send(person.request("/").header("Accept", Person.HTML).header("HX-Request", "true"));
    assertThat(part.statusCode()).isEqualTo(401);
    var bearer =
        person.send(
            person.request("/").header("Accept", Person.HTML).header("Authorization", "Bearer x"));
    assertThat(bearer.statusCode()).isEqualTo(401);
  }

  @Test
  void aChangeByASessionMustComeFromThisSite() throws Exception {
    person.logIn("admin@olivia-" + run);
    var here = base.toString().replaceAll("/$", "");
    for (var headers :
        List.of(
            List.<String>of(),
            List.of("Holdfast-Shop", "login"),
            List.of("Sec-Fetch-Site", "same-origin"),
            List.of("Origin", here),
            List.of("Holdfast-Shop", "login", "Sec-Fetch-Site", "cross-site"),
            List.of("Holdfast-Shop", "login", "Sec-Fetch-Site", "same-site"),
            List.of("Holdfast-Shop", "login", "Sec-Fetch-Site", "none"),
            List.of("Holdfast-Shop", "login", "Sec-Fetch-Site", "cross-site", "Origin", here),
            List.of("Holdfast-Shop", "login", "Origin", "null"),
            List.of("Holdfast-Shop", "login", "Origin", "https://evil.example"),
            List.of("Holdfast-Shop", "login", "Origin", here.replace("http:", "https:")),
            List.of("Holdfast-Shop", "login", "Origin", here + ".evil.example"))) {
      var refused = person.send(post(headers));
      assertThat(refused.statusCode()).as(headers.toString()).isEqualTo(403);
      assertThat(refused.body()).contains("/problems/forbidden");
    }
    for (var headers :
        List.of(
            List.of("Holdfast-Shop", "login", "Sec-Fetch-Site", "same-origin"),
            List.of("Holdfast-Shop", "login", "Origin", here))) {
      assertThat(person.send(post(headers)).statusCode()).as(headers.toString()).isEqualTo(201);
    }
    // Who shows a token in a header means it, wherever it comes from.
    var bearer = "Bearer " + Token.of("till-" + run, "admin").shop("login").text();
    var meant = person.send(post(List.of("Authorization", bearer, "Sec-Fetch-Site", "cross-site")));
    assertThat(meant.statusCode()).isEqualTo(201);
  }

  @Test
  void whoLogsOutIsOut() throws Exception {
    person.logIn("admin@olivia-" + run);
    assertThat(person.send(person.request(Api.ITEMS)).statusCode()).isEqualTo(200);
    var out = person.page("/logout");
    assertThat(out.statusCode()).isEqualTo(302);
    assertThat(Person.location(out).toString()).startsWith(IdentityProvider.issuer() + "/logout?");
    assertThat(person.send(person.request(Api.ITEMS)).statusCode()).isEqualTo(401);
    assertThat(person.page("/").statusCode()).isEqualTo(302);
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "", "a.b.c", "a.b.c.d.e"})
  void aCookieThatIsNotOursIsWorthNothing(String value) throws Exception {
    person.logIn("admin@olivia-" + run);
    for (var cookie : List.copyOf(person.cookies().getCookieStore().getCookies())) {
      var forged = new HttpCookie(cookie.getName(), value);
      forged.setPath("/");
      forged.setVersion(0);
      person.cookies().getCookieStore().remove(base, cookie);
      person.cookies().getCookieStore().add(base, forged);
    }
    assertThat(person.send(person.request(Api.ITEMS)).statusCode()).isEqualTo(401);
    assertThat(person.page("/").statusCode()).isEqualTo(302);
  }

  @Test
  void aCodeThatSomebodyElseWasGivenLogsNobodyIn() throws Exception {
    var back =
        Person.location(person.submit(Person.location(person.page("/")), "admin@olivia-" + run));
    var victim = new Person(base).returned(back);
    assertThat(victim.headers().allValues("Set-Cookie"))
        .noneMatch(set -> set.contains("q_session"));
    // Nor does a made-up state with one's own cookie.
    var other = URI.create(back.toString().replaceAll("state=[^&]*", "state=made-up"));
    assertThat(person.returned(other).statusCode()).isIn(302, 401);
    assertThat(person.send(person.request(Api.ITEMS)).statusCode()).isEqualTo(401);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/api/v1/events", "/contention/samples"})
  void aStreamEndsWithItsToken(String path) throws Exception {
    var until = Instant.now().getEpochSecond() + 3;
    var token = Token.of("reader-" + run, "inventory:read").with("exp", until).text();
    var status = new AtomicInteger();
    var end =
        HttpClient.newHttpClient()
            .sendAsync(
                person.request(path).header("Authorization", "Bearer " + token).build(),
                head -> {
                  status.set(head.statusCode());
                  return BodySubscribers.discarding();
                })
            // An end in the middle is one, too.
            .handle((answer, cut) -> Instant.now().getEpochSecond());
    assertThat(end)
        .succeedsWithin(Duration.ofSeconds(20))
        .satisfies(when -> assertThat(when).isGreaterThanOrEqualTo(until - 1));
    assertThat(status).hasValue(200);
  }

  private HttpRequest.Builder post(List<String> headers) {
    var item = "{\"sku\":\"L-%s\",\"name\":\"L\"}".formatted(UUID.randomUUID());
    var request =
        person
            .request(Api.ITEMS)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(item));
    for (var i = 0; i < headers.size(); i += 2) {
      request.header(headers.get(i), headers.get(i + 1));
    }
    return request;
  }

  /** Neither a script nor another site gets at what it sets. */
  private static void assertGuarded(HttpResponse<?> answer) {
    assertThat(
            answer.headers().allValues("Set-Cookie").stream()
                .filter(set -> !set.contains("Max-Age=0")))
        .isNotEmpty()
        .allMatch(set -> set.contains("HTTPOnly") && set.contains("SameSite=Lax"));
  }
}
