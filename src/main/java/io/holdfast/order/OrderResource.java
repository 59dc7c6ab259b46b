package io.holdfast.order;

import io.holdfast.idempotency.IdempotencyKey;
import io.holdfast.platform.http.Caller;
import io.holdfast.platform.http.Json;
import io.holdfast.platform.http.Page;
import io.holdfast.platform.http.Preconditions;
import io.holdfast.reservation.Reservations;
import io.holdfast.reservation.decision.Command;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.UUID;
import org.hibernate.id.uuid.UuidVersion7Strategy;
import org.jspecify.annotations.Nullable;

/** Orders over HTTP. */
@Path("/api/v1/orders")
@Produces(MediaType.APPLICATION_JSON)
public class OrderResource {

  private final Reservations reservations;
  private final Orders orders;
  private final Json json;
  private final Caller caller;

  OrderResource(Reservations reservations, Orders orders, Json json, Caller caller) {
    this.reservations = reservations;
    this.orders = orders;
    this.json = json;
    this.caller = caller;
  }

  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  public Response place(
      byte[] body, @HeaderParam(IdempotencyKey.HEADER) @Nullable String key, UriInfo uri) {
    var request = json.read(body, NewOrder.class);
    var command =
        new Command.Place(
            UuidVersion7Strategy.INSTANCE.generateUuid(null),
            caller.shop(),
            caller.principal(),
            IdempotencyKey.of(caller.principal(), key, "POST", uri.getPath(), body),
            OrderView::created,
            request.customer(),
            request.reference(),
            request.metadataText(),
            request.linesBySku());
    return Verdicts.answer(reservations.execute(command)).toHttp();
  }

  @GET
  public Response list(
      @QueryParam("status") @Nullable String status,
      @QueryParam("customer") @Nullable String customer,
      @QueryParam("sku") @Nullable String sku,
      @QueryParam("from") @Nullable String from,
      @QueryParam("to") @Nullable String to,
      @QueryParam("limit") @Nullable String limit,
      @QueryParam("after") @Nullable String after,
      UriInfo uri) {
    var filter = OrderFilter.of(status, customer, sku, from, to, after);
    return orders.list(caller.shop(), filter, Page.limit(limit)).respond(uri);
  }

  @GET
  @Path("/{id}")
  public Response get(
      @PathParam("id") String id,
      @HeaderParam(HttpHeaders.IF_NONE_MATCH) @Nullable String ifNoneMatch) {
    var order = OrderView.from(orders.get(caller.shop(), existing(id)));
    return Preconditions.respond(order.etag(), ifNoneMatch, () -> Json.write(order));
  }

  @POST
  @Path("/{id}/cancel")
  @Consumes(MediaType.APPLICATION_JSON)
  public Response cancel(
      @PathParam("id") String id,
      byte[] body,
      @HeaderParam(IdempotencyKey.HEADER) @Nullable String key,
      @HeaderParam(HttpHeaders.IF_MATCH) @Nullable String ifMatch,
      UriInfo uri) {
    var reason = body.length == 0 ? null : json.read(body, CancelRequest.class).reason();
    var command =
        new Command.Cancel(
            existing(id),
            caller.shop(),
            caller.principal(),
            IdempotencyKey.of(caller.principal(), key, "POST", uri.getPath(), body),
            OrderView::changed,
            Preconditions.optional(ifMatch)::allows,
            reason);
    return Verdicts.answer(reservations.execute(command)).toHttp();
  }

  private static UUID existing(String id) {
    return OrderFilter.uuid(id).orElseThrow(() -> Verdicts.notFound("such order"));
  }
}
