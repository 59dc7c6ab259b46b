package io.holdfast.reservation;

import io.holdfast.platform.metrics.Durations;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The series of one strategy; all of them are there from the start, at 0. Thread-safe. */
final class ReservationMetrics {

  /** How an order ended; the {@code outcome} label. */
  enum Outcome {
    ACCEPTED,
    PARTIAL,
    INSUFFICIENT,
    LIMIT,
    CONTENTION,
    OVERLOADED,
    ERROR;

    String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private final Map<Outcome, Counter> reservations;
  private final Map<Outcome, Timer> durations;

  ReservationMetrics(MeterRegistry registry, String strategy) {
    reservations =
        each(
            Outcome.class,
            outcome ->
                Counter.builder("holdfast.reservations")
                    .description("Orders decided")
                    .tags("strategy", strategy, "outcome", outcome.label())
                    .register(registry));
    durations =
        each(
            Outcome.class,
            outcome ->
                Timer.builder("holdfast.reservation")
                    .description("From admission to answer")
                    .tags("strategy", strategy, "outcome", outcome.label())
                    .serviceLevelObjectives(Durations.buckets())
                    .register(registry));
  }

  void decided(Outcome outcome, Duration time) {
    Objects.requireNonNull(reservations.get(outcome)).increment();
    Objects.requireNonNull(durations.get(outcome)).record(time);
  }

  private static <E extends Enum<E>, M> Map<E, M> each(Class<E> type, Function<E, M> meter) {
    return Stream.of(type.getEnumConstants())
        .collect(
            Collectors.toMap(
                Function.identity(), meter, (one, other) -> one, () -> new EnumMap<>(type)));
  }
}
