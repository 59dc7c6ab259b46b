package io.holdfast.platform.http;

import io.holdfast.platform.problem.Problem;
import io.holdfast.platform.problem.ProblemType;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * The last moments of the service: when the delay is over in which balancers turn away from it, new
 * requests are refused, so that those in flight come to an end even under load. Quarkus waits for
 * them and closes each connection after its answer. Thread-safe.
 */
@ApplicationScoped
class Drain {

  /** Behind the failure handler of {@link Edge}, before everything else. */
  private static final int ORDER = -999;

  private final Duration delay;
  // A volatile long, not an event from a timer: timers stop with the service.
  private volatile long refusesFrom = Long.MAX_VALUE;

  Drain(@ConfigProperty(name = "quarkus.shutdown.delay", defaultValue = "0s") Duration delay) {
    this.delay = delay;
  }

  void begin(@Observes ShutdownDelayInitiatedEvent stopping) {
    refusesFrom = System.nanoTime() + delay.toNanos();
  }

  void install(@Observes Router router) {
    router.route("/api/*").order(ORDER).handler(this::admit);
  }

  private void admit(RoutingContext context) {
    var from = refusesFrom;
    if (from != Long.MAX_VALUE && System.nanoTime() - from >= 0) {
      context.fail(new Problem(ProblemType.OVERLOADED, "This instance is stopping; ask again."));
    } else {
      context.next();
    }
  }
}
