package io.holdfast.order;

import io.holdfast.idempotency.IdempotencyKey;
import io.holdfast.platform.http.Caller;
import io.holdfast.platform.http.Json;
import io.holdfast.platform.http.Limits;
import io.holdfast.platform.http.Page;
import io.holdfast.platform.http.Preconditions;
import io.holdfast.platform.http.Text;
import io.holdfast.reservation.decision.OrderStatus;
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
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Orders over HTTP. */
@Path("/api/v1/orders")
@Tag(name = "Orders", description = "Taking stock and giving it back.")
@Produces(MediaType.APPLICATION_JSON)
public class OrderResource {

  private final OrderCommands commands;
  private final Orders orders;
  private final PlaceCommands placing;
  private final Caller caller;

  OrderResource(OrderCommands commands, Orders orders, PlaceCommands placing, Caller caller) {
    this.commands = commands;
    this.orders = orders;
    this.placing = placing;
    this.caller = caller;
  }

  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(
      summary = "Place an order",
      description =
          "Reserves all lines or nothing, unless `partial` says otherwise. With `hold` the stock is kept for a confirmation.")
  @APIResponse(
      responseCode = "201",
      description = "The order, CONFIRMED or HELD; `Location` leads to it.",
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
                      examples = {
                        @ExampleObject(
                            name = "Two posters",
                            value =
                                "{\"customer\": \"customer-17\", \"lines\": [{\"sku\": \"poster\", \"quantity\": 2}], \"reference\": \"web-1001\"}"),
                        @ExampleObject(
                            name = "Kept for two minutes",
                            value =
                                "{\"lines\": [{\"sku\": \"poster\", \"quantity\": 2}], \"hold\": {\"seconds\": 120}}")
                      }))
          byte[] body,
      @HeaderParam(IdempotencyKey.HEADER) @Nullable String key,
      UriInfo uri) {
    return commands.answer(placing.read(body, key, uri));
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
      @Parameter(schema = @Schema(implementation = OrderStatus.class)) @QueryParam("status")
          @Nullable String status,
      @Parameter(schema = @Schema(type = SchemaType.STRING, maxLength = Limits.LABEL))
          @QueryParam("customer")
          @Nullable String customer,
      @Parameter(schema = @Schema(type = SchemaType.STRING, pattern = Text.CODE)) @QueryParam("sku")
          @Nullable String sku,
      @Parameter(schema = @Schema(type = SchemaType.STRING, format = "date-time"))
          @QueryParam("from")
          @Nullable String from,
      @Parameter(schema = @Schema(type = SchemaType.STRING, format = "date-time")) @QueryParam("to")
          @Nullable String to,
      @QueryParam("limit") @Nullable String limit,
      @QueryParam("after") @Nullable String after,
      UriInfo uri) {
    var filter = OrderFilter.of(status, customer, sku, from, to, after);
    return orders.list(caller.shop(), caller.onlyOwner(), filter, Page.limit(limit)).respond(uri);
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
    var order = OrderView.from(orders.get(caller.shop(), caller.onlyOwner(), existing(id)));
    return Preconditions.respond(order.etag(), ifNoneMatch, () -> Json.write(order));
  }

  @GET
  @Path("/{id}/timeline")
  @Operation(summary = "Read what happened to an order, oldest first")
  @APIResponse(
      responseCode = "200",
      description = "Every step: its event type, when, by whom, and the order's version after it.",
      content = @Content(schema = @Schema(implementation = Timeline.class)))
  @APIResponse(responseCode = "404", description = "not-found: no such order.")
  public Response timeline(@PathParam("id") String id) {
    return Response.ok(Json.write(orders.timeline(caller.shop(), caller.onlyOwner(), existing(id))))
        .build();
  }

  static UUID existing(String id) {
    return Text.uuid(id).orElseThrow(() -> Verdicts.notFound("such order"));
  }
}
