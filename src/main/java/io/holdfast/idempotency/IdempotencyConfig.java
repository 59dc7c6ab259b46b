package io.holdfast.idempotency;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Settings of idempotency keys. */
@ConfigMapping(prefix = "holdfast.idempotency")
public interface IdempotencyConfig {

  /** How long a key is remembered. */
  @WithDefault("24h")
  Duration retention();

  /** How often keys that are older are looked for and removed. */
  @WithDefault("10m")
  Duration cleanupInterval();
}
