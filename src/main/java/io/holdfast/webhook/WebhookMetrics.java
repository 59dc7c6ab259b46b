package io.holdfast.webhook;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.context.ApplicationScoped;

/**
 * Counts attempts at deliveries: the series {@code holdfast_webhook_deliveries_total}. Thread-safe.
 */
@Startup // registers its series
@ApplicationScoped
class WebhookMetrics {

  private final Counter delivered;
  private final Counter failed;
  private final Counter parked;

  WebhookMetrics(MeterRegistry registry) {
    this.delivered = outcome(registry, "delivered");
    this.failed = outcome(registry, "failed");
    this.parked = outcome(registry, "parked");
  }

  private static Counter outcome(MeterRegistry registry, String label) {
    return Counter.builder("holdfast.webhook.deliveries")
        .description("Attempts to deliver an event, and how they ended")
        .tags("outcome", label)
        .register(registry);
  }

  /** Takes note of an attempt; {@code last} is whether a failed one ends in parking. */
  void count(Attempt attempt, boolean last) {
    (attempt.succeeded() ? delivered : last ? parked : failed).increment();
  }
}
