package io.holdfast.order;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;

/** The series about holds; NaN where the database could not be asked. Thread-safe. */
@ApplicationScoped
class HoldMetrics {

  private final Counter expired;
  private volatile double live;
  private volatile double lagSeconds;

  HoldMetrics(MeterRegistry registry) {
    expired =
        Counter.builder("holdfast.holds.expired")
            .description("Holds that this pod ended because their time was over")
            .register(registry);
    Gauge.builder("holdfast.holds.live", () -> live)
        .description("Orders that are held, in all shops")
        .register(registry);
    Gauge.builder("holdfast.hold.expiry.lag", () -> lagSeconds)
        .description("For how long the longest of all holds whose time is over has been so")
        .baseUnit("seconds")
        .register(registry);
  }

  void expired() {
    expired.increment();
  }

  void live(double holds) {
    live = holds;
  }

  void lag(double seconds) {
    lagSeconds = seconds;
  }
}
