package io.holdfast.platform.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.holdfast.Api;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.net.HttpCookie;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** How long a session of the console lasts, and what it takes to begin one. */
@QuarkusTest
@TestProfile(WithTokens.class)
class SessionLifeTest {

  private static final UnaryOperator<Token> AS_IT_IS = UnaryOperator.identity();
  private static final String NAME = "admin@olivia-" + UUID.randomUUID();

  @TestHTTPResource("/")
  URI base;

  private Person person;

  @BeforeEach
  void open() {
    person = new Person(base);
  }

  @AfterEach
  void asBefore() {
    IdentityProvider.atLogin(AS_IT_IS, AS_IT_IS);
  }

  @Test
  void anIdleSessionIsForgottenHalfAnHourAfterItsTokens() throws Exception {
    var session =
        person.logIn(NAME).headers().allValues("Set-Cookie").stream()
            .map(HttpCookie::parse)
            .flatMap(List::stream)
            .filter(cookie -> cookie.getName().startsWith("q_session"))
            .filter(cookie -> cookie.getMaxAge() != 0)
            .toList();
    assertThat(session)
        .isNotEmpty()
        // Ten minutes of the tokens, and the half hour.
        .allMatch(cookie -> cookie.getMaxAge() > 2_300 && cookie.getMaxAge() <= 2_400)
        .allMatch(HttpCookie::isHttpOnly)
        // Encrypted: no token can be read in it.
        .noneMatch(cookie -> cookie.getValue().contains("eyJhbGciOiJSUzI1NiI"));
  }

  @Test
  void itIsRenewedOnlyAsLongAsTheProviderDoes() throws Exception {
    logInFor(Duration.ofSeconds(3));
    assertThat(person.page("/").statusCode()).isEqualTo(200);
    logInFor(Duration.ofSeconds(3));
    IdentityProvider.endSessions();
    assertThat(person.send(person.request(Api.ITEMS)).statusCode()).isEqualTo(401);
    assertThat(person.page("/").statusCode()).isEqualTo(302);
  }

  /** Somebody new; comes back when the tokens of the login are over. */
  private void logInFor(Duration time) throws Exception {
    var end = Instant.now().plus(time).getEpochSecond();
    IdentityProvider.atLogin(token -> token.with("exp", end), token -> token.with("exp", end));
    open();
    person.logIn(NAME);
    await().atMost(Duration.ofSeconds(30)).until(() -> Instant.now().getEpochSecond() > end);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("identities")
  void anIdentityThatWasNotMadeForThisLoginBeginsNoSession(String kind, UnaryOperator<Token> forged)
      throws Exception {
    IdentityProvider.atLogin(forged, AS_IT_IS);
    var back = Person.location(person.submit(Person.location(person.page("/")), NAME));
    assertThat(person.returned(back).headers().allValues("Set-Cookie"))
        .noneMatch(set -> set.startsWith("q_session") && !set.contains("Max-Age=0"));
    assertThat(person.send(person.request(Api.ITEMS)).statusCode()).isEqualTo(401);
  }

  static Stream<Arguments> identities() {
    var other = IdentityProvider.newKey("key-1").getPrivateKey();
    return Stream.of(
        identity("of another login", token -> token.with("nonce", "another")),
        identity("of no login", token -> token.with("nonce", null)),
        identity("for another client", token -> token.with("aud", "another")),
        identity("of another issuer", token -> token.with("iss", "https://id.example")),
        identity("by another key", token -> token.signedBy(other)),
        identity("expired", token -> token.with("exp", Instant.now().getEpochSecond() - 100)));
  }

  private static Arguments identity(String kind, UnaryOperator<Token> forged) {
    return Arguments.of(kind, forged);
  }
}
