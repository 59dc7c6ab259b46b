package io.holdfast.reservation;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Settings of how orders get their stock. */
@ConfigMapping(prefix = "holdfast.reservation")
public interface ReservationConfig {

  /** The strategy by its name. */
  @WithDefault("combining")
  String strategy();

  /** Retries after the first attempt, where the strategy meets a conflict. */
  @WithDefault("3")
  int maxRetries();

  /** From admission to decision. */
  @WithDefault("2s")
  Duration deadline();
}
