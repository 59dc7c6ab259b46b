package io.holdfast.order;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithName;
import java.time.Duration;

/** How long stock is kept for an order that is not confirmed yet. */
@ConfigMapping(prefix = "holdfast.hold")
public interface HoldConfig {

  /** Where the order does not say. */
  @WithDefault("10m")
  @WithName("default")
  Duration byDefault();

  /** The longest, with all extensions. */
  @WithDefault("24h")
  Duration max();

  /**
   * The most live holds of one principal at a time. It counts where callers are known and rates are
   * limited ({@code holdfast.rate-limit.enabled}).
   */
  @WithDefault("1000")
  int maxPerPrincipal();

  /** How long a hold that another pod took may go unnoticed here; at most half a second is wise. */
  @WithDefault("500ms")
  Duration sweepInterval();

  /** How often holds are counted for the metric, and forgotten backorders looked for. */
  @WithDefault("10s")
  Duration sampleInterval();
}
