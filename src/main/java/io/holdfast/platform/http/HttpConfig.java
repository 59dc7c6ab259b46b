package io.holdfast.platform.http;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Min;
import java.time.Duration;

/** Settings of what every request passes. */
@ConfigMapping(prefix = "holdfast.http")
public interface HttpConfig {

  /** How long a caller may take to send the head of a request, and again for its body. */
  @WithDefault("30s")
  Duration requestTimeout();

  /** Most requests, for each connection of the pool, that are at work or wait. */
  @WithDefault("32")
  @Min(1)
  int requestsPerConnection();
}
