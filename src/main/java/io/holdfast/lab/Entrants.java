package io.holdfast.lab;

import io.holdfast.reservation.Reservations;
import io.holdfast.reservation.Strategies;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Who can take part in a race: the mistakes, and every strategy of the service. Thread-safe. */
@ApplicationScoped
public class Entrants {

  /** The strategy that is nothing by itself where there is no Redis. */
  private static final String REDIS = "redis-lock";

  private final Strategies strategies;
  private final MeterRegistry registry;
  private final boolean redisConfigured;

  Entrants(
      Strategies strategies,
      MeterRegistry registry,
      @ConfigProperty(name = "quarkus.redis.hosts") Optional<List<String>> redisHosts) {
    this.strategies = strategies;
    this.registry = registry;
    this.redisConfigured = redisHosts.isPresent();
  }

  /** All names, mistakes first. */
  public List<String> names() {
    return Stream.concat(
            Stream.of(Mistake.values()).map(Mistake::label), strategies.names().stream())
        .toList();
  }

  /** Why an entrant cannot run here; empty where it can. */
  Optional<String> obstacle(String name) {
    return name.equals(REDIS) && !redisConfigured
        ? Optional.of(
            "No Redis is configured (quarkus.redis.hosts), so it would only take row locks.")
        : Optional.empty();
  }

  Reservations strategy(String name) {
    return strategies.named(name).orElseThrow();
  }

  /** Orders of this process, so far, that took row locks because Redis did not answer. */
  long redisFallbacks() {
    var counter = registry.find("holdfast.redis.fallback").counter();
    return counter == null ? 0 : (long) counter.count();
  }
}
