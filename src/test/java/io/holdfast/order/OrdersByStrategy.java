package io.holdfast.order;

import io.holdfast.platform.http.Caller;
import io.holdfast.platform.http.Json;
import io.holdfast.reservation.Strategies;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import org.eclipse.microprofile.openapi.annotations.Operation;

/**
 * The orders resource once more for every strategy, for tests only: one application serves them all
 * over HTTP, so that not each needs one of its own.
 */
@Path("/api/v1/by")
public class OrdersByStrategy {

  private final Strategies strategies;
  private final Orders orders;
  private final Json json;
  private final Caller caller;

  OrdersByStrategy(Strategies strategies, Orders orders, Json json, Caller caller) {
    this.strategies = strategies;
    this.orders = orders;
    this.json = json;
    this.caller = caller;
  }

  /** Where orders are placed and changed by this strategy. */
  public static String path(String strategy) {
    return "/api/v1/by/" + strategy + "/orders";
  }

  @Path("/{strategy}/orders")
  @Operation(hidden = true)
  public OrderResource orders(@PathParam("strategy") String strategy) {
    var reservations = strategies.named(strategy).orElseThrow(NotFoundException::new);
    return new OrderResource(reservations, orders, json, caller);
  }
}
