package io.holdfast.order;

import io.holdfast.idempotency.IdempotencyKey;
import io.holdfast.platform.http.Caller;
import io.holdfast.platform.http.Json;
import io.holdfast.platform.http.Page;
import io.holdfast.platform.http.Preconditions;
import io.holdfast.reservation.Reservations;
import io.holdfast.reservation.decision.Command;
import io.smallrye.common.annotation.NonBlocking;
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
import java.util.concurrent.CompletionStage;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Orders over HTTP. */
@Path("/api/v1/orders")
@Tag(name = "Orders", description = "Taking stock and giving it back.")
@Produces(MediaType.APPLICATION_JSON)
public class OrderResource {

  private final Reservations reservations;
  private final Orders orders;
  private final PlaceCommands commands;
  private final Json json;
  private final Caller caller;

  OrderResource(
      Reservations reservations, Orders orders, PlaceCommands commands, Json json, Caller caller) {
    this.reservations = reservations;
    this.orders = orders;
    this.commands = commands;
    this.json = json;
    this.caller = caller;
  }

  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(summary = "Place an order", description = "Reserves all lines or nothing.")
  @APIResponse(
      responseCode = "201",
      description = "The order, CONFIRMED; `Location` leads to it.",
      content = @Content(schema = @Schema(implementation = OrderView.class)))
  @APIResponse(responseCode = "404", description = "not-found: no such SKU or location.")
  @APIResponse(
      responseCode = "409",
      description =
          "insufficient-stock or limit-exceeded, nothing was reserved; or idempotency-in-progress.")
  @APIResponse(
      responseCode = "422",
      description = "idempotency-key-reused: the key stands for another request.")
  @NonBlocking
  public CompletionStage<Response> place(
      @RequestBody(
              content =
                  @Content(
                      schema = @Schema(implementation = NewOrder.class),
                      examples =
                          @ExampleObject(
                              name = "Two posters",
                              value =
                                  "{\"customer\": \"customer-17\", \"lines\": [{\"sku\": \"poster\", \"quantity\": 2}], \"reference\": \"web-1001\"}")))
          byte[] body,
      @HeaderParam(IdempotencyKey.HEADER) @Nullable String key,
      UriInfo uri) {
    var command = commands.read(body, key, uri);
    return reservations.execute(command).thenApply(verdict -> Verdicts.answer(verdict).toHttp());
  }

  @GET
  @Operation(
      summary = "List orders, newest first",
      description = "`from` is inclusive, `to` is not; both are RFC 3339 times.")
  @APIResponse(
      responseCode = "200",
      description = "A page of orders; `next` is the cursor of the next one.",
      content =
          @Content(schema = @Schema(type = SchemaType.ARRAY, implementation = OrderView.class)))
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
  @Operation(summary = "Read an order")
  @APIResponse(
      responseCode = "200",
      description = "The order, with its version as ETag.",
      content = @Content(schema = @Schema(implementation = OrderView.class)))
  @APIResponse(responseCode = "304", description = "It is as the caller has it.")
  @APIResponse(responseCode = "404", description = "not-found: no such order.")
  public Response get(
      @PathParam("id") String id,
      @HeaderParam(HttpHeaders.IF_NONE_MATCH) @Nullable String ifNoneMatch) {
    var order = OrderView.from(orders.get(caller.shop(), existing(id)));
    return Preconditions.respond(order.etag(), ifNoneMatch, () -> Json.write(order));
  }

  @POST
  @Path("/{id}/cancel")
  @Operation(
      summary = "Cancel an order",
      description =
          "Releases what is reserved. Repeating it answers the cancelled order again. The body may be left out.")
  @APIResponse(
      responseCode = "200",
      description = "The order, CANCELLED.",
      content = @Content(schema = @Schema(implementation = OrderView.class)))
  @APIResponse(responseCode = "404", description = "not-found: no such order.")
  @APIResponse(
      responseCode = "409",
      description = "order-state: it can no longer be cancelled; or idempotency-in-progress.")
  @APIResponse(responseCode = "412", description = "version-mismatch: it has changed since.")
  @APIResponse(
      responseCode = "422",
      description = "idempotency-key-reused: the key stands for another request.")
  @NonBlocking
  public CompletionStage<Response> cancel(
      @PathParam("id") String id,
      @RequestBody(
              required = false,
              content =
                  @Content(
                      mediaType = MediaType.APPLICATION_JSON,
                      schema = @Schema(implementation = CancelRequest.class),
                      examples =
                          @ExampleObject(
                              name = "With a reason",
                              value = "{\"reason\": \"changed my mind\"}")))
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
    return reservations.execute(command).thenApply(verdict -> Verdicts.answer(verdict).toHttp());
  }

  private static UUID existing(String id) {
    return OrderFilter.uuid(id).orElseThrow(() -> Verdicts.notFound("such order"));
  }
}
