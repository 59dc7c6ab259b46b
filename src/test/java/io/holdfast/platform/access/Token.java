package io.holdfast.platform.access;

import io.restassured.RestAssured;
import io.restassured.specification.RequestSpecification;
import java.security.Key;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jose4j.json.JsonUtil;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.lang.JoseException;
import org.jspecify.annotations.Nullable;

/** A token in the making: good as it is, and bad in any one way that a test asks for. */
public final class Token {

  static final String AUDIENCE = "holdfast";

  private final Map<String, Object> claims = new LinkedHashMap<>();
  private final Map<String, Object> headers = new LinkedHashMap<>();
  private Key key = IdentityProvider.key().getPrivateKey();

  private Token(String subject, String... roles) {
    var now = Instant.now().getEpochSecond();
    claims.put("iss", IdentityProvider.issuer());
    claims.put("aud", AUDIENCE);
    claims.put("sub", subject);
    claims.put("groups", List.of(roles));
    claims.put("iat", now);
    claims.put("exp", now + 600);
    headers.put("alg", "RS256");
    headers.put("kid", IdentityProvider.key().getKeyId());
    headers.put("typ", "JWT");
  }

  /** A good one. */
  public static Token of(String subject, String... roles) {
    return new Token(subject, roles);
  }

  public Token shop(String shop) {
    return with("shop", shop);
  }

  /** A claim; null takes it away. */
  Token with(String claim, @Nullable Object value) {
    if (value == null) {
      claims.remove(claim);
    } else {
      claims.put(claim, value);
    }
    return this;
  }

  Token header(String name, Object value) {
    headers.put(name, value);
    return this;
  }

  Token signedBy(Key other) {
    key = other;
    return this;
  }

  public String text() {
    var signature = new JsonWebSignature();
    signature.setAlgorithmConstraints(org.jose4j.jwa.AlgorithmConstraints.NO_CONSTRAINTS);
    signature.setDoKeyValidation(false);
    headers.forEach(signature::setHeader);
    signature.setKey("none".equals(headers.get("alg")) ? null : key);
    signature.setPayload(JsonUtil.toJson(claims));
    try {
      return signature.getCompactSerialization();
    } catch (JoseException failure) {
      throw new IllegalStateException(failure);
    }
  }

  /** A request that shows it. */
  public RequestSpecification request() {
    return bearing(text());
  }

  public RequestSpecification json(String body) {
    return request().contentType("application/json").body(body);
  }

  static RequestSpecification bearing(String token) {
    return RestAssured.given().urlEncodingEnabled(false).header("Authorization", "Bearer " + token);
  }
}
