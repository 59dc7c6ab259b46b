package io.holdfast.lab;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Settings of the race lab and other experiments. */
@ConfigMapping(prefix = "holdfast.lab")
public interface LabConfig {

  /** Whether the lab exists; never in production. */
  @WithDefault("false")
  boolean enabled();

  /**
   * Connections of the pool that a race may use at a time; the others stay with the service's
   * orders.
   */
  @WithDefault("8")
  int maxConnections();

  /** How long a race may take before it is cut short. */
  @WithDefault("2m")
  Duration maxDuration();

  /** Races that may wait for the one that runs. */
  @WithDefault("4")
  int maxQueue();

  /** Readers that may follow races of one process live. */
  @WithDefault("100")
  int maxStreams();

  /** How long a race can be read. */
  @WithDefault("7d")
  Duration retention();

  /** How many races are kept, the newest ones. */
  @WithDefault("200")
  int maxRaces();

  /** How often older ones are removed, and what races left behind. */
  @WithDefault("1m")
  Duration cleanupInterval();
}
