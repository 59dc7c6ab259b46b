package io.holdfast.lab;

import io.holdfast.idempotency.Answer;
import io.holdfast.idempotency.IdempotencyKey;
import io.holdfast.order.PlaceCommands;
import io.holdfast.reservation.decision.Allocation;
import io.holdfast.reservation.decision.Order;
import io.holdfast.reservation.decision.OrderLine;
import io.holdfast.reservation.decision.OrderStatus;
import io.holdfast.reservation.decision.RequestedLine;
import io.holdfast.stock.Location;
import io.quarkus.resteasy.reactive.server.EndpointDisabled;
import io.smallrye.common.annotation.NonBlocking;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;

/**
 * Answers an order as if it were accepted, and does nothing: what HTTP and JSON alone cost, for the
 * benchmark. Exists only where {@link LabConfig#enabled()}.
 */
@Path("/api/v1/lab/echo-orders")
@EndpointDisabled(name = "holdfast.lab.enabled", stringValue = "false", disableIfMissing = true)
@Produces(MediaType.APPLICATION_JSON)
public class EchoOrderResource {

  private final PlaceCommands commands;

  EchoOrderResource(PlaceCommands commands) {
    this.commands = commands;
  }

  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(hidden = true)
  @NonBlocking
  public Response echo(
      byte[] body, @HeaderParam(IdempotencyKey.HEADER) @Nullable String key, UriInfo uri) {
    var command = commands.read(body, key, uri);
    var order =
        new Order(
            command.orderId(),
            OrderStatus.CONFIRMED,
            command.customer(),
            command.reference(),
            command.metadata(),
            command.lines().stream().map(EchoOrderResource::reserved).toList(),
            // As the database would tell it.
            Instant.now().truncatedTo(ChronoUnit.MICROS),
            null,
            null,
            0);
    return new Answer(command.header().response().apply(order), false).toHttp();
  }

  private static OrderLine reserved(RequestedLine line) {
    var from = line.location() == null ? Location.MAIN : line.location();
    var all = line.quantity();
    return new OrderLine(
        line.sku(), line.location(), all, 0, 0, false, List.of(new Allocation(from, all, 0, 0)));
  }
}
