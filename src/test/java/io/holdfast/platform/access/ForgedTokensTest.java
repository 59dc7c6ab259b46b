package io.holdfast.platform.access;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.Api;
import io.holdfast.RawHttp;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import java.io.IOException;
import java.security.Key;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.crypto.spec.SecretKeySpec;
import org.jose4j.jwk.JsonWebKey.OutputControlLevel;
import org.jose4j.keys.HmacKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A token that the provider has not made, or not for this, opens nothing and changes nothing. */
@QuarkusTest
@TestProfile(WithTokens.class)
class ForgedTokensTest {

  private static final String SHOP = "forged";

  @Test
  void theTokenThatAllOthersAreMadeFromIsGood() {
    var before = state();
    assertThat(placed(good().text())).isEqualTo(404);
    assertThat(good().request().get(Api.ITEMS).statusCode()).isEqualTo(200);
    assertThat(state()).isEqualTo(before);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("headers")
  void aForgedTokenIsRefused(String kind, String header) {
    var before = state();
    for (var path : List.of(Api.ITEMS, Api.ORDERS, "/orders", "/")) {
      var answer = RestAssured.given().header("Authorization", header).get(path);
      Api.assertRefused(answer, 401, "unauthorized");
      assertThat(answer.header("WWW-Authenticate")).startsWith("Bearer");
      assertThat(answer.asString()).doesNotContain("expired", "signature", "audience", "issuer");
    }
    var created =
        RestAssured.given()
            .header("Authorization", header)
            .contentType("application/json")
            .body("{\"sku\":\"FORGED\",\"name\":\"Forged\",\"onHand\":1}")
            .post(Api.ITEMS);
    Api.assertRefused(created, 401, "unauthorized");
    assertThat(state()).isEqualTo(before);
  }

  static Stream<org.junit.jupiter.params.provider.Arguments> headers() {
    return forgeries().entrySet().stream()
        .map(
            each -> org.junit.jupiter.params.provider.Arguments.of(each.getKey(), each.getValue()));
  }

  private static Map<String, String> forgeries() {
    var now = Instant.now().getEpochSecond();
    var text = good().text();
    var parts = text.split("\\.", -1);
    var other = IdentityProvider.newKey("key-1");
    var all = new LinkedHashMap<String, String>();
    all.put("algorithm none", good().header("alg", "none").text());
    all.put("algorithm None, with the signature left", swapped(text, "RS256", "None"));
    all.put("no signature", parts[0] + '.' + parts[1] + '.');
    all.put("two parts", parts[0] + '.' + parts[1]);
    all.put("HS256 with the public key", hmac(IdentityProvider.key().getPublicKey().getEncoded()));
    all.put("HS256 with the public key as PEM", hmac(pem().getBytes(UTF_8)));
    all.put(
        "HS256 with the published key",
        hmac(IdentityProvider.key().toJson(OutputControlLevel.PUBLIC_ONLY).getBytes(UTF_8)));
    all.put("another key of the same name", good().signedBy(other.getPrivateKey()).text());
    all.put(
        "another key of another name",
        good().header("kid", "key-2").signedBy(other.getPrivateKey()).text());
    all.put("an unknown name of the right key", good().header("kid", "key-2").text());
    all.put(
        "a key in its header",
        good()
            .header("jwk", other.toParams(OutputControlLevel.PUBLIC_ONLY))
            .signedBy(other.getPrivateKey())
            .text());
    all.put(
        "the address of a key in its header",
        good().header("jku", "http://127.0.0.1:1/keys").signedBy(other.getPrivateKey()).text());
    all.put(
        "a name of a key that is a file",
        good().header("kid", "../../dev/null").signedBy(other.getPrivateKey()).text());
    all.put("an altered payload", swapped(text, "somebody", "somebodY"));
    all.put("expired", good().with("iat", now - 700).with("exp", now - 100).text());
    all.put("without an end", good().with("exp", null).text());
    all.put("not valid yet", good().with("nbf", now + 600).text());
    all.put("for another audience", good().with("aud", "another").text());
    all.put("for no audience", good().with("aud", null).text());
    all.put("of another issuer", good().with("iss", "https://id.example").text());
    all.put("of no issuer", good().with("iss", null).text());
    all.put("an ID token", good().with("typ", "ID").text());
    all.put("a refresh token", good().with("typ", "Refresh").text());
    all.put("for nobody", good().with("sub", null).text());
    all.put(
        "for a person who is not named",
        good().with("sub", null).with("azp", "a").with("sid", "s").text());
    all.put("for a blank name", good().with("sub", " ").text());
    all.put("for a name that is too long", good().with("sub", "s".repeat(256)).text());
    all.put("for a name with NUL", good().with("sub", "some\0body").text());
    all.put("for a shop that cannot be", good().shop("../default").text());
    all.put("for two shops", good().with("shop", List.of(SHOP, "default")).text());
    all.put("a critical header that nobody knows", good().header("crit", List.of("x")).text());
    all.put("empty", "");
    all.put("garbage", "garbage");
    all.put("dots", "..");
    all.put("garbage in three parts", "a.b.c");
    all.put("very long", "a".repeat(4_000));
    var headers = new LinkedHashMap<String, String>();
    all.forEach((kind, token) -> headers.put(kind, "Bearer " + token));
    headers.put("another scheme", "Basic " + text);
    headers.put("no scheme", text);
    headers.put("a name and a password", "Basic YWRtaW46YWRtaW4=");
    return headers;
  }

  @Test
  void aTokenThatIsKnownGrantsWhatItDidWhenItWasChecked() {
    var text = Token.of("reader", "inventory:read").shop(SHOP).text();
    for (var time = 0; time < 2; time++) {
      assertThat(Token.bearing(text).get(Api.ITEMS).statusCode()).isEqualTo(200);
      var creates = Token.bearing(text).contentType("application/json").body("{}");
      Api.assertRefused(creates.post(Api.ITEMS), 403, "forbidden");
      var elsewhere = Token.bearing(text).header("Holdfast-Shop", "default");
      Api.assertRefused(elsewhere.get(Api.ITEMS), 403, "forbidden");
      var altered = swapped(text, "inventory:read", "admin");
      Api.assertRefused(Token.bearing(altered).get(Api.ITEMS), 401, "unauthorized");
    }
  }

  @Test
  void twoAuthorizationHeadersAreRefusedEvenIfOneIsGood() throws IOException {
    var before = state();
    for (var others : List.of("Bearer x", "Bearer " + good().text())) {
      var head =
          "GET /api/v1/items HTTP/1.1\nAuthorization: Bearer %s\nAuthorization: %s"
              .formatted(good().text(), others);
      assertThat(RawHttp.send(head)).startsWith("HTTP/1.1 401 ").contains("/problems/unauthorized");
    }
    assertThat(state()).isEqualTo(before);
  }

  @Test
  void aTokenIsTakenFromTheHeaderOnly() {
    var text = good().text();
    Api.assertRefused(
        RestAssured.given().get(Api.ITEMS + "?access_token=" + text), 401, "unauthorized");
    Api.assertRefused(
        RestAssured.given().cookie("q_session", text).get(Api.ITEMS), 401, "unauthorized");
  }

  @Test
  void rolesThatAreNotOursGrantNothing() {
    var before = state();
    for (var roles :
        List.<Object>of(List.of("ADMIN", "Admin", "admin ", "orders:*", "*", ""), List.of())) {
      var stranger = Token.of("somebody").shop(SHOP).with("groups", roles);
      Api.assertRefused(stranger.request().get(Api.ITEMS), 403, "forbidden");
      Api.assertRefused(stranger.json("{}").post(Api.ITEMS), 403, "forbidden");
    }
    assertThat(state()).isEqualTo(before);
  }

  private static Token good() {
    return Token.of("somebody", "admin").shop(SHOP);
  }

  private static int placed(String token) {
    return Token.bearing(token)
        .contentType("application/json")
        .body("{\"lines\":[{\"sku\":\"NOTHING\",\"quantity\":1}]}")
        .post(Api.ORDERS)
        .statusCode();
  }

  private static String state() {
    var watcher = Token.of("watcher", "admin").shop(SHOP);
    return watcher.request().get(Api.ITEMS).asString()
        + watcher.request().get(Api.ORDERS).asString();
  }

  private static String hmac(byte[] secret) {
    Key key = new HmacKey(new SecretKeySpec(secret, "HmacSHA256").getEncoded());
    return good().header("alg", "HS256").signedBy(key).text();
  }

  private static String pem() {
    var body =
        Base64.getMimeEncoder().encodeToString(IdentityProvider.key().getPublicKey().getEncoded());
    return "-----BEGIN PUBLIC KEY-----\n" + body + "\n-----END PUBLIC KEY-----\n";
  }

  /** The token with something in its header or payload put in place of something else. */
  private static String swapped(String token, String what, String by) {
    var parts = token.split("\\.", -1);
    for (var i = 0; i < 2; i++) {
      var before = new String(Base64.getUrlDecoder().decode(parts[i]), UTF_8);
      parts[i] =
          Base64.getUrlEncoder()
              .withoutPadding()
              .encodeToString(before.replace(what, by).getBytes(UTF_8));
    }
    var after = String.join(".", parts);
    assertThat(after).isNotEqualTo(token);
    return after;
  }
}
