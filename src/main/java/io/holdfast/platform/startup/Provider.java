package io.holdfast.platform.startup;

import io.quarkus.runtime.ApplicationLifecycleManager;
import io.quarkus.runtime.ImageMode;
import io.quarkus.runtime.configuration.ConfigUtils;
import org.eclipse.microprofile.config.Config;

/**
 * The provider of identities that a service with authentication needs: without one it does not
 * start, rather than be open to everybody by mistake. Called from the main thread only.
 */
public final class Provider {

  static final String AUTH = "holdfast.auth";
  static final String URL = "quarkus.oidc.auth-server-url";
  private static final String PUBLIC_KEY = "quarkus.oidc.public-key";

  private Provider() {}

  /**
   * Looks for a provider in all the places that Quarkus reads, for the active profile.
   *
   * @throws CannotStartException if authentication is on and there is none
   */
  public static void requireUnlessOff() {
    if (ApplicationLifecycleManager.isAppCDSGeneration()) {
      return; // a training run of the build, which serves nobody
    }
    if (ImageMode.current() != ImageMode.JVM) {
      return; // Quarkus itself names the missing setting, and does not start
    }
    Config config = ConfigUtils.configBuilder().build();
    var auth = config.getOptionalValue(AUTH, String.class).orElse("oidc");
    if (!auth.equalsIgnoreCase("oidc") || isSet(config, URL) || isSet(config, PUBLIC_KEY)) {
      return;
    }
    throw new CannotStartException(
        "callers have to show a token, and no provider of tokens is configured. Set "
            + URL
            + " (or QUARKUS_OIDC_AUTH_SERVER_URL) to the issuer, an OpenID Connect provider like"
            + " https://id.example/realms/shop; or let everybody in who reaches the port, by name: "
            + AUTH
            + "=none (or HOLDFAST_AUTH=none).");
  }

  private static boolean isSet(Config config, String key) {
    return config.getOptionalValue(key, String.class).isPresent();
  }
}
