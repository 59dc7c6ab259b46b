package io.holdfast.order;

import io.holdfast.platform.problem.Problem;
import io.holdfast.reservation.Reservations;
import io.quarkus.micrometer.runtime.binder.vertx.HttpRequestMetric;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/**
 * Turns new orders away that could not be decided in time, before they are read: whoever is refused
 * should cost those who are not as little as possible. Thread-safe.
 */
@ApplicationScoped
class Admission {

  /** Behind authorization and the reading of bodies. */
  private static final int ORDER = -97;

  private static final String ORDERS = "/api/v1/orders";

  private final Reservations reservations;

  Admission(Reservations reservations) {
    this.reservations = reservations;
  }

  void install(@Observes Router router) {
    router.post(ORDERS).order(ORDER).handler(this::admit);
  }

  private void admit(RoutingContext context) {
    try {
      reservations.refuseIfFull();
    } catch (Problem full) {
      nameForMetrics(context);
      context.fail(full);
      return;
    }
    context.next();
  }

  /**
   * As its resource would, which it does not reach; else its path is held against every pattern.
   */
  private static void nameForMetrics(RoutingContext context) {
    var metric = HttpRequestMetric.getRequestMetric(context);
    if (metric != null) {
      metric.setTemplatePath(ORDERS);
    }
  }
}
