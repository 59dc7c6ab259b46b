package io.holdfast.platform.http;

import io.holdfast.platform.access.AccessConfig;
import io.holdfast.platform.access.Grant;
import io.quarkus.oidc.IdTokenCredential;
import io.quarkus.security.identity.SecurityIdentity;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.jspecify.annotations.Nullable;

/**
 * Reads what a token grants whose signature, issuer, audience and times have been checked.
 * Thread-safe.
 */
@ApplicationScoped
class Tokens {

  private static final String TYPE = "typ";
  private static final String LOGIN = "sid";
  private static final List<String> CLIENT = List.of("azp", "client_id");

  /** As the specification bounds a subject. */
  private static final int LONGEST = 255;

  private final String shopClaim;

  Tokens(AccessConfig config) {
    this.shopClaim = config.shopClaim();
  }

  /** The grant; empty for a token that is of another kind, names nobody, or no possible shop. */
  Optional<Grant> grant(SecurityIdentity identity) {
    if (!(identity.getPrincipal() instanceof JsonWebToken token)) {
      return Optional.empty();
    }
    // Of a session the roles are those of its access token, and the person is the ID token's.
    var session = identity.getCredential(IdTokenCredential.class) != null;
    if (!session && !isForAccess(token)) {
      return Optional.empty();
    }
    var principal = principal(token);
    var shop = shop(token);
    return principal == null || shop == null
        ? Optional.empty()
        : Optional.of(
            Grant.of(
                principal,
                shop,
                identity.getRoles(),
                Instant.ofEpochSecond(token.getExpirationTime()),
                session ? personOf(token, principal) : null));
  }

  private static String personOf(JsonWebToken token, String principal) {
    Object name = token.getClaim("preferred_username");
    return name instanceof String known && !known.isBlank() ? known : principal;
  }

  /** Keycloak names the kind of a token; those of ID and refresh tokens are not for us. */
  private static boolean isForAccess(JsonWebToken token) {
    Object type = token.getClaim(TYPE);
    return type == null || type.toString().equalsIgnoreCase("Bearer");
  }

  private static @Nullable String principal(JsonWebToken token) {
    var subject = token.getSubject();
    if (subject != null) {
      return named(subject);
    }
    if (token.getClaim(LOGIN) != null) {
      return null; // a person's, though it does not say whose: all of one client's would be one
    }
    for (var claim : CLIENT) {
      if (token.getClaim(claim) instanceof String client) {
        return named(client);
      }
    }
    return null;
  }

  private static @Nullable String named(String principal) {
    return principal.isBlank() || principal.length() > LONGEST || principal.indexOf('\0') >= 0
        ? null
        : principal;
  }

  private @Nullable String shop(JsonWebToken token) {
    Object shop = token.getClaim(shopClaim);
    if (shop == null) {
      return Caller.DEFAULT_SHOP;
    }
    return Text.isCode(shop.toString()) ? shop.toString() : null;
  }
}
