package io.holdfast.invariant;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Settings of the checks of the books. */
@ConfigMapping(prefix = "holdfast.invariant")
public interface InvariantConfig {

  /** How often the books of all shops are checked. */
  @WithDefault("1m")
  Duration checkInterval();
}
