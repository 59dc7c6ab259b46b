package io.holdfast.webhook;

import io.quarkus.arc.Unremovable;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Settings of deliveries to webhooks. */
@Unremovable
@ConfigMapping(prefix = "holdfast.webhook")
public interface WebhookConfig {

  /** How often webhooks with something to deliver are looked for. */
  @WithDefault("500ms")
  Duration pollInterval();

  /** How long a receiver may take to answer. */
  @WithDefault("10s")
  Duration timeout();

  /** Attempts at a delivery before it is parked. */
  @WithDefault("10")
  int maxAttempts();

  /** Before the second attempt; four times as long before each one after it. */
  @WithDefault("5s")
  Duration firstBackoff();

  /** What that grows up to. */
  @WithDefault("6h")
  Duration maxBackoff();

  /** Requests to one receiver at a time. */
  @WithDefault("16")
  int maxInFlight();

  /**
   * Deliveries of one webhook that may wait; later events stay where they are until there is room.
   */
  @WithDefault("1000")
  int maxBacklog();

  /** How long a process that has fallen silent keeps a webhook from the others. */
  @WithDefault("30s")
  Duration lease();

  /** Whether receivers may have addresses that are not public, such as those of this network. */
  @WithDefault("false")
  boolean allowPrivate();
}
