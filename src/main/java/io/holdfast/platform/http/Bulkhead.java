package io.holdfast.platform.http;

import io.holdfast.platform.access.Route;
import io.holdfast.platform.access.Routes;
import io.holdfast.platform.problem.Problem;
import io.holdfast.platform.problem.ProblemType;
import io.holdfast.platform.problem.Problems;
import io.holdfast.platform.problem.RootPath;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Sheds what waits for a database that stalls: so many requests for each connection of the pool may
 * be at work or wait for a thread or a connection, and the next one is refused at once rather than
 * after its wait. Orders and their steps are not counted here but where they are carried out:
 * {@code combining} has a queue of its own. Thread-safe.
 */
@ApplicationScoped
public class Bulkhead {

  /** Behind authorization and {@link Edge}'s reading: who sends slowly takes no place meanwhile. */
  private static final int ORDER = -98;

  private static final String USES_DATABASE = "(?!/console/|/webjars/|/q/).*";
  private static final String ORDERS = "/api/v1/orders";

  private final int places;
  private final AtomicInteger taken = new AtomicInteger();
  private final Counter refused;

  Bulkhead(
      HttpConfig config,
      @ConfigProperty(name = "quarkus.datasource.jdbc.max-size") int connections,
      MeterRegistry registry) {
    places = config.requestsPerConnection() * connections;
    refused =
        Counter.builder("holdfast.bulkhead.refused")
            .description("Requests refused because too many were at work or waiting")
            .register(registry);
    Gauge.builder("holdfast.bulkhead.requests", taken, AtomicInteger::get)
        .description("Requests at work or waiting for a thread or a connection")
        .register(registry);
  }

  void install(@Observes Router router) {
    router.routeWithRegex(USES_DATABASE).order(ORDER).handler(this::admit);
  }

  private void admit(RoutingContext context) {
    if (isCountedElsewhere(context)) {
      context.next();
    } else if (enter()) {
      context.addEndHandler(answered -> leave());
      context.next();
    } else {
      context.fail(full());
    }
  }

  /** Orders are; streams wait for what happens, and hold nothing meanwhile. */
  private static boolean isCountedElsewhere(RoutingContext context) {
    var path = RootPath.strip(Problems.instance(context.request()));
    var method = context.request().method().name();
    return (method.equals("POST") && path.startsWith(ORDERS))
        || Routes.find(path)
            .flatMap(route -> route.operation(method))
            .filter(Route.Operation::streams)
            .isPresent();
  }

  /**
   * Takes a place, to be left again.
   *
   * @return false if there is none
   */
  public boolean enter() {
    if (taken.incrementAndGet() <= places) {
      return true;
    }
    taken.decrementAndGet();
    refused.increment();
    return false;
  }

  /** Gives a place back. */
  public void leave() {
    taken.decrementAndGet();
  }

  /** What whoever finds no place is told. */
  public static Problem full() {
    return new Problem(ProblemType.OVERLOADED, "Too many requests are waiting already.");
  }
}
