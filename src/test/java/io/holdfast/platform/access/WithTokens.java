package io.holdfast.platform.access;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Authentication, and what webhooks may lead to, as in production, for all tests of it. Buckets are
 * large and hardly refill, so that a test that wants to can empty one.
 */
public final class WithTokens implements QuarkusTestProfile {

  public static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(4);

  static final int BURST = 250;
  static final int HOLDS = 5;

  @Override
  public Map<String, String> getConfigOverrides() {
    return Map.of(
        "holdfast.auth",
        "oidc",
        "holdfast.console-login",
        "true",
        "quarkus.oidc.client-id",
        Token.AUDIENCE,
        "quarkus.oidc.credentials.secret",
        IdentityProvider.SECRET,
        "quarkus.oidc.token.audience",
        Token.AUDIENCE,
        "holdfast.webhook.allow-private",
        "false",
        "holdfast.http.request-timeout",
        REQUEST_TIMEOUT.toString(),
        "holdfast.hold.max-per-principal",
        Integer.toString(HOLDS),
        "holdfast.rate-limit.requests-per-second",
        "1",
        "holdfast.rate-limit.burst",
        Integer.toString(BURST));
  }

  @Override
  public List<TestResourceEntry> testResources() {
    return List.of(new TestResourceEntry(IdentityProvider.class));
  }
}
