package io.holdfast.order;

import io.holdfast.platform.problem.Problem;
import io.holdfast.reservation.Reservations;
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

  private final Reservations reservations;

  Admission(Reservations reservations) {
    this.reservations = reservations;
  }

  void install(@Observes Router router) {
    router.post("/api/v1/orders").order(ORDER).handler(this::admit);
  }

  private void admit(RoutingContext context) {
    try {
      reservations.refuseIfFull();
    } catch (Problem full) {
      context.fail(full);
      return;
    }
    context.next();
  }
}
