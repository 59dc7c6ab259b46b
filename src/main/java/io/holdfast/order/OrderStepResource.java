package io.holdfast.order;

import io.holdfast.idempotency.IdempotencyKey;
import io.holdfast.platform.http.Json;
import io.holdfast.platform.http.Preconditions;
import io.holdfast.reservation.decision.Command;
import io.smallrye.common.annotation.NonBlocking;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.function.LongPredicate;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** The steps of an order over HTTP. */
@Path("/api/v1/orders")
@Tag(name = "Orders", description = "Taking stock and giving it back.")
@Produces(MediaType.APPLICATION_JSON)
public class OrderStepResource {

  private final OrderCommands commands;
  private final HoldConfig holds;
  private final Json json;

  OrderStepResource(OrderCommands commands, HoldConfig holds, Json json) {
    this.commands = commands;
    this.holds = holds;
    this.json = json;
  }

  @POST
  @Path("/{id}/confirm")
  @Operation(
      summary = "Confirm a held order",
      description =
          "Makes a hold firm. With `lines` only that part; the rest is released. Without a body all of it.")
  @APIResponse(
      responseCode = "200",
      description = "The order, CONFIRMED.",
      content = @Content(schema = @Schema(implementation = OrderView.class)))
  @APIResponse(responseCode = "404", description = "not-found: no such order.")
  @APIResponse(
      responseCode = "409",
      description = "order-state: it is no longer held, or holds less; or idempotency-in-progress.")
  @APIResponse(responseCode = "412", description = "version-mismatch: it has changed since.")
  @APIResponse(
      responseCode = "422",
      description = "idempotency-key-reused: the key stands for another request.")
  @NonBlocking
  public CompletionStage<Response> confirm(
      @PathParam("id") String id,
      @RequestBody(
              required = false,
              content =
                  @Content(
                      mediaType = MediaType.APPLICATION_JSON,
                      schema = @Schema(implementation = PartRequest.class),
                      examples =
                          @ExampleObject(
                              name = "Part of it",
                              value = "{\"lines\": [{\"sku\": \"poster\", \"quantity\": 1}]}")))
          byte[] body,
      @HeaderParam(IdempotencyKey.HEADER) @Nullable String key,
      @HeaderParam(HttpHeaders.IF_MATCH) @Nullable String ifMatch,
      UriInfo uri) {
    var part = body.length == 0 ? PartRequest.ALL : json.read(body, PartRequest.class);
    return commands.answer(
        new Command.Confirm(header(id, key, uri, body), version(ifMatch), part.quantities()));
  }

  @POST
  @Path("/{id}/extend")
  @Operation(
      summary = "Extend a hold",
      description =
          "The hold lasts at least so long from now; what it lasts already is never shortened.")
  @APIResponse(
      responseCode = "200",
      description = "The order, HELD.",
      content = @Content(schema = @Schema(implementation = OrderView.class)))
  @APIResponse(responseCode = "404", description = "not-found: no such order.")
  @APIResponse(
      responseCode = "409",
      description = "order-state: it is no longer held; or idempotency-in-progress.")
  @APIResponse(responseCode = "412", description = "version-mismatch: it has changed since.")
  @APIResponse(
      responseCode = "422",
      description = "idempotency-key-reused: the key stands for another request.")
  @NonBlocking
  public CompletionStage<Response> extend(
      @PathParam("id") String id,
      @RequestBody(
              required = true,
              content =
                  @Content(
                      mediaType = MediaType.APPLICATION_JSON,
                      schema = @Schema(implementation = ExtendRequest.class),
                      examples =
                          @ExampleObject(name = "Five minutes more", value = "{\"seconds\": 300}")))
          byte[] body,
      @HeaderParam(IdempotencyKey.HEADER) @Nullable String key,
      @HeaderParam(HttpHeaders.IF_MATCH) @Nullable String ifMatch,
      UriInfo uri) {
    var by = Duration.ofSeconds(json.read(body, ExtendRequest.class).seconds());
    return commands.answer(
        new Command.Extend(header(id, key, uri, body), version(ifMatch), by, holds.max()));
  }

  @POST
  @Path("/{id}/cancel")
  @Operation(
      summary = "Cancel an order",
      description =
          "Releases what has not shipped. Repeating it answers the cancelled order again. The body may be left out.")
  @APIResponse(
      responseCode = "200",
      description = "The order, CANCELLED, or FULFILLED where a part has shipped.",
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
    return commands.answer(
        new Command.Cancel(header(id, key, uri, body), version(ifMatch), reason));
  }

  @POST
  @Path("/{id}/fulfilments")
  @Operation(summary = "Ship reserved units", description = "Without a body all that is reserved.")
  @APIResponse(
      responseCode = "200",
      description = "The order, FULFILLED or PARTIALLY_FULFILLED.",
      content = @Content(schema = @Schema(implementation = OrderView.class)))
  @APIResponse(responseCode = "404", description = "not-found: no such order.")
  @APIResponse(
      responseCode = "409",
      description =
          "order-state: not so many are reserved, or it cannot ship; or idempotency-in-progress.")
  @APIResponse(responseCode = "412", description = "version-mismatch: it has changed since.")
  @APIResponse(
      responseCode = "422",
      description = "idempotency-key-reused: the key stands for another request.")
  @NonBlocking
  public CompletionStage<Response> fulfil(
      @PathParam("id") String id,
      @RequestBody(
              required = false,
              content =
                  @Content(
                      mediaType = MediaType.APPLICATION_JSON,
                      schema = @Schema(implementation = PartRequest.class),
                      examples =
                          @ExampleObject(
                              name = "One of them",
                              value = "{\"lines\": [{\"sku\": \"poster\", \"quantity\": 1}]}")))
          byte[] body,
      @HeaderParam(IdempotencyKey.HEADER) @Nullable String key,
      @HeaderParam(HttpHeaders.IF_MATCH) @Nullable String ifMatch,
      UriInfo uri) {
    var part = body.length == 0 ? PartRequest.ALL : json.read(body, PartRequest.class);
    return commands.answer(
        new Command.Fulfil(header(id, key, uri, body), version(ifMatch), part.quantities()));
  }

  @POST
  @Path("/{id}/returns")
  @Operation(
      summary = "Take shipped units back",
      description = "With `restock` they can be sold again, where they were shipped from.")
  @APIResponse(
      responseCode = "200",
      description = "The order; its status stays.",
      content = @Content(schema = @Schema(implementation = OrderView.class)))
  @APIResponse(responseCode = "404", description = "not-found: no such order.")
  @APIResponse(
      responseCode = "409",
      description = "order-state: not so many have shipped; or idempotency-in-progress.")
  @APIResponse(responseCode = "412", description = "version-mismatch: it has changed since.")
  @APIResponse(
      responseCode = "422",
      description = "idempotency-key-reused: the key stands for another request.")
  @NonBlocking
  public CompletionStage<Response> takeBack(
      @PathParam("id") String id,
      @RequestBody(
              required = true,
              content =
                  @Content(
                      mediaType = MediaType.APPLICATION_JSON,
                      schema = @Schema(implementation = ReturnRequest.class),
                      examples =
                          @ExampleObject(
                              name = "One comes back",
                              value =
                                  "{\"lines\": [{\"sku\": \"poster\", \"quantity\": 1, \"restock\": true}]}")))
          byte[] body,
      @HeaderParam(IdempotencyKey.HEADER) @Nullable String key,
      @HeaderParam(HttpHeaders.IF_MATCH) @Nullable String ifMatch,
      UriInfo uri) {
    var lines = json.read(body, ReturnRequest.class).summed();
    return commands.answer(new Command.Return(header(id, key, uri, body), version(ifMatch), lines));
  }

  private Command.Header header(String id, @Nullable String key, UriInfo uri, byte[] body) {
    return commands.step(OrderResource.existing(id), key, uri, body);
  }

  private static LongPredicate version(@Nullable String ifMatch) {
    return Preconditions.optional(ifMatch)::allows;
  }
}
