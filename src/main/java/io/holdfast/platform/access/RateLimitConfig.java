package io.holdfast.platform.access;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How much one principal may ask for. */
@ConfigMapping(prefix = "holdfast.rate-limit")
public interface RateLimitConfig {

  /**
   * Whether there is a limit, the one of holds included; in {@code application.properties} it
   * follows {@code holdfast.auth}.
   */
  @WithDefault("true")
  boolean enabled();

  /** Requests per second of one principal, in one process, in the long run. */
  @WithDefault("100")
  int requestsPerSecond();

  /** Requests that may come at once after a pause. */
  @WithDefault("200")
  int burst();
}
