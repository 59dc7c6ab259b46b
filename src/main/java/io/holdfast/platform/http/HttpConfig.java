package io.holdfast.platform.http;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Settings of what every request passes. */
@ConfigMapping(prefix = "holdfast.http")
public interface HttpConfig {

  /** How long a caller may take to send the head of a request, and again for its body. */
  @WithDefault("30s")
  Duration requestTimeout();
}
