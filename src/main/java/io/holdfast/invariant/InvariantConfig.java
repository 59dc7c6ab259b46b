package io.holdfast.invariant;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Settings of the checks of the books. */
@ConfigMapping(prefix = "holdfast.invariant")
public interface InvariantConfig {

  /** How often what is new in the books of each shop is checked. */
  @WithDefault("1m")
  Duration checkInterval();

  /** How often all of the books of each shop is checked; 0 for never. */
  @WithDefault("1h")
  Duration fullCheckInterval();

  /** How long one statement of a full check may take; it holds a snapshot for as long. */
  @WithDefault("30s")
  Duration fullCheckTimeout();
}
