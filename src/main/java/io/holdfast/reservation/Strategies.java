package io.holdfast.reservation;

import io.holdfast.idempotency.InFlightKeys;
import io.holdfast.idempotency.ReplayMetrics;
import io.holdfast.platform.database.ConflictRetry;
import io.holdfast.platform.http.Bulkhead;
import io.holdfast.reservation.strategy.Contention;
import io.holdfast.reservation.strategy.LockWait;
import io.holdfast.reservation.strategy.Strategy;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.arc.All;
import io.quarkus.runtime.Startup;
import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import jakarta.interceptor.Interceptor;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import org.eclipse.microprofile.context.ManagedExecutor;

/**
 * The strategies there are, and the one that the configuration names. Created before the scheduler
 * starts, whose first jobs would otherwise run into a name that does not exist. Thread-safe.
 */
@Startup(Interceptor.Priority.PLATFORM_BEFORE - 1)
@Singleton
public class Strategies {

  private final Map<String, Strategy> byName = new TreeMap<>();
  private final Map<String, Reservations> reservations = new ConcurrentHashMap<>();
  private final ConflictRetry retry;
  private final Executor workers;
  private final Bulkhead bulkhead;
  private final InFlightKeys inFlight;
  private final ReplayMetrics replays;
  private final HotSkus hotSkus;
  private final LockWait lockWait;
  private final MeterRegistry registry;
  private final ReservationConfig config;

  /** Stops the start where the configured strategy does not exist. */
  Strategies(
      @All List<Strategy> strategies,
      ConflictRetry retry,
      ManagedExecutor workers,
      Bulkhead bulkhead,
      InFlightKeys inFlight,
      ReplayMetrics replays,
      HotSkus hotSkus,
      LockWait lockWait,
      MeterRegistry registry,
      ReservationConfig config) {
    strategies.forEach(strategy -> byName.put(strategy.name(), strategy));
    this.retry = retry;
    this.workers = workers;
    this.bulkhead = bulkhead;
    this.inFlight = inFlight;
    this.replays = replays;
    this.hotSkus = hotSkus;
    this.lockWait = lockWait;
    this.registry = registry;
    this.config = config;
    if (!byName.containsKey(config.strategy())) {
      throw new ConfigurationException(
          "holdfast.reservation.strategy is '%s'; it must be one of %s"
              .formatted(config.strategy(), String.join(", ", byName.keySet())));
    }
    // Now and not at the first order, so that its series are there from the start.
    named(config.strategy());
  }

  /** What the service runs with. */
  @Produces
  @Singleton
  Reservations configured() {
    return named(config.strategy()).orElseThrow();
  }

  /** Reservations by any strategy; its series exist from the first call. */
  public Optional<Reservations> named(String name) {
    return Optional.ofNullable(byName.get(name))
        .map(strategy -> reservations.computeIfAbsent(name, ignored -> reservations(strategy)));
  }

  private Reservations reservations(Strategy strategy) {
    lockWait.of(strategy.name());
    return new Reservations(
        strategy,
        retry,
        workers,
        bulkhead,
        inFlight,
        new ReservationMetrics(registry, strategy.name()),
        new Contention(registry, strategy.name()),
        hotSkus,
        replays,
        config.deadline());
  }

  /** The names, in alphabetical order. */
  public List<String> names() {
    return List.copyOf(byName.keySet());
  }
}
