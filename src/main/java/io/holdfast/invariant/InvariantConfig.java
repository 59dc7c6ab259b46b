package io.holdfast.invariant;

import io.quarkus.arc.Unremovable;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Settings of the checks of the books; used by name in a schedule, so nobody injects it. */
@Unremovable
@ConfigMapping(prefix = "holdfast.invariant")
public interface InvariantConfig {

  /** How often the books of all shops are checked. */
  @WithDefault("1m")
  Duration checkInterval();
}
