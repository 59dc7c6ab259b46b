package io.holdfast.event;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Settings of events and of the streams that carry them. */
@ConfigMapping(prefix = "holdfast.event")
public interface EventConfig {

  /** How soon the sequencer looks again while there is work. */
  @WithDefault("20ms")
  Duration pollInterval();

  /** How far that stretches while there is none. */
  @WithDefault("250ms")
  Duration idlePollInterval();

  /** How long events can be read, and deliveries looked up. */
  @WithDefault("7d")
  Duration retention();

  /** How often older ones are looked for and removed. */
  @WithDefault("1m")
  Duration cleanupInterval();

  /** Streams that one process serves at most. */
  @WithDefault("2000")
  int maxStreams();

  /** How often a stream on which nothing happens gives a sign of life. */
  @WithDefault("15s")
  Duration heartbeat();
}
