package io.holdfast.reservation.strategy;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithName;
import java.time.Duration;

/** Settings of the strategy {@code redis-lock}. */
@ConfigMapping(prefix = "holdfast.redis-lock")
public interface RedisLockConfig {

  /**
   * How long a lock outlives a holder that fell silent; never longer than the order's own deadline.
   */
  @WithDefault("1s")
  Duration lease();

  /**
   * How long an order waits for its locks before it takes row locks instead; never longer than half
   * of what is left up to its deadline.
   */
  @WithName("wait")
  @WithDefault("1s")
  Duration maxWait();

  /** How long Redis may take to answer before it counts as down. */
  @WithDefault("250ms")
  Duration timeout();
}
