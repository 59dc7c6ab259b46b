package io.holdfast.platform.access;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Who is let in. What concerns the provider of identities is under {@code quarkus.oidc}. */
@ConfigMapping(prefix = "holdfast")
public interface AccessConfig {

  /** Whether callers have to show a token. */
  @WithDefault("oidc")
  Mode auth();

  /** The claim of a token that names its shop. */
  @WithDefault("shop")
  String shopClaim();

  /**
   * Whether people log in to the console at the provider; {@code quarkus.oidc.client-id} and its
   * secret are needed then.
   */
  @WithDefault("false")
  boolean consoleLogin();

  /** How callers are known. */
  enum Mode {
    /** By tokens of an OpenID Connect provider. */
    OIDC,
    /** Not at all: everybody may do everything. */
    NONE
  }
}
