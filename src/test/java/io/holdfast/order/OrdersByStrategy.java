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
  private final OrderCommands commands;
  private final Orders orders;
  private final PlaceCommands placing;
  private final HoldConfig holds;
  private final Json json;
  private final Caller caller;

  OrdersByStrategy(
      Strategies strategies,
      OrderCommands commands,
      Orders orders,
      PlaceCommands placing,
      HoldConfig holds,
      Json json,
      Caller caller) {
    this.strategies = strategies;
    this.commands = commands;
    this.orders = orders;
    this.placing = placing;
    this.holds = holds;
    this.json = json;
    this.caller = caller;
  }

  /** Where orders are placed by this strategy. */
  public static String path(String strategy) {
    return "/api/v1/by/" + strategy + "/orders";
  }

  /** Where this step of an order is taken by this strategy. */
  public static String path(String strategy, String order, String step) {
    return "/api/v1/by/" + strategy + "/steps/" + order + "/" + step;
  }

  @Path("/{strategy}/orders")
  @Operation(hidden = true)
  public OrderResource orders(@PathParam("strategy") String strategy) {
    return new OrderResource(by(strategy), orders, placing, caller);
  }

  @Path("/{strategy}/steps")
  @Operation(hidden = true)
  public OrderStepResource steps(@PathParam("strategy") String strategy) {
    return new OrderStepResource(by(strategy), holds, json);
  }

  private OrderCommands by(String strategy) {
    return commands.by(strategies.named(strategy).orElseThrow(NotFoundException::new));
  }
}
