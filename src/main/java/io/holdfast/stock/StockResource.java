package io.holdfast.stock;

import io.holdfast.idempotency.IdempotencyKey;
import io.holdfast.platform.http.Caller;
import io.holdfast.platform.http.Json;
import io.holdfast.platform.http.Page;
import io.holdfast.platform.http.Preconditions;
import io.holdfast.platform.problem.Problem;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** The stock of an item over HTTP: adjustments, stock-takes, and the ledger. */
@Path("/api/v1/items/{sku}")
@Tag(name = "Stock", description = "How many there are, where, and how that came about.")
@Produces(MediaType.APPLICATION_JSON)
public class StockResource {

  private final Items items;
  private final Adjustments adjustments;
  private final Transfers transfers;
  private final Json json;
  private final Caller caller;

  StockResource(
      Items items, Adjustments adjustments, Transfers transfers, Json json, Caller caller) {
    this.items = items;
    this.adjustments = adjustments;
    this.transfers = transfers;
    this.json = json;
    this.caller = caller;
  }

  @POST
  @Path("/adjustments")
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(summary = "Adjust stock by hand")
  @APIResponse(
      responseCode = "201",
      description = "The movement.",
      content = @Content(schema = @Schema(implementation = MovementView.class)))
  @APIResponse(responseCode = "404", description = "not-found: no such SKU or location.")
  @APIResponse(
      responseCode = "409",
      description =
          "stock-in-use: less would be left than is reserved; or idempotency-in-progress.")
  @APIResponse(responseCode = "412", description = "version-mismatch: the level has changed since.")
  @APIResponse(
      responseCode = "422",
      description = "idempotency-key-reused: the key stands for another request.")
  public Response adjust(
      @PathParam("sku") String sku,
      @RequestBody(
              content =
                  @Content(
                      schema = @Schema(implementation = StockRequests.Adjustment.class),
                      examples =
                          @ExampleObject(
                              name = "A delivery",
                              value =
                                  "{\"delta\": 24, \"reason\": \"received\", \"reference\": \"delivery-7\"}")))
          byte[] body,
      @HeaderParam(IdempotencyKey.HEADER) @Nullable String key,
      @HeaderParam(HttpHeaders.IF_MATCH) @Nullable String ifMatch,
      UriInfo uri) {
    var request = json.read(body, StockRequests.Adjustment.class);
    if (request.delta() == 0) {
      throw Problem.invalid("delta", "must not be 0");
    }
    return adjustments
        .adjust(
            caller.actor(),
            IdempotencyKey.of(caller.principal(), key, "POST", uri.getPath(), body),
            ItemResource.existing(sku),
            Preconditions.optional(ifMatch),
            request)
        .toHttp();
  }

  @POST
  @Path("/transfers")
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(
      summary = "Move stock to another location",
      description =
          "Units that are not reserved, in one transaction. `If-Match` asks about the level they leave.")
  @APIResponse(
      responseCode = "201",
      description = "Both movements.",
      content = @Content(schema = @Schema(implementation = MovementList.class)))
  @APIResponse(responseCode = "404", description = "not-found: no such SKU or location.")
  @APIResponse(
      responseCode = "409",
      description =
          "stock-in-use: less would be left than is reserved; or idempotency-in-progress.")
  @APIResponse(responseCode = "412", description = "version-mismatch: the level has changed since.")
  @APIResponse(
      responseCode = "422",
      description = "idempotency-key-reused: the key stands for another request.")
  public Response transfer(
      @PathParam("sku") String sku,
      @RequestBody(
              content =
                  @Content(
                      schema = @Schema(implementation = StockRequests.Transfer.class),
                      examples =
                          @ExampleObject(
                              name = "Twelve to another warehouse",
                              value = "{\"from\": \"main\", \"to\": \"north\", \"quantity\": 12}")))
          byte[] body,
      @HeaderParam(IdempotencyKey.HEADER) @Nullable String key,
      @HeaderParam(HttpHeaders.IF_MATCH) @Nullable String ifMatch,
      UriInfo uri) {
    var request = json.read(body, StockRequests.Transfer.class);
    if (request.from().equals(request.to())) {
      throw Problem.invalid("to", "must be another location than from");
    }
    return transfers
        .transfer(
            caller.actor(),
            IdempotencyKey.of(caller.principal(), key, "POST", uri.getPath(), body),
            ItemResource.existing(sku),
            Preconditions.optional(ifMatch),
            request)
        .toHttp();
  }

  @GET
  @Path("/levels/{location}")
  @Operation(summary = "Read the stock at one location")
  @APIResponse(
      responseCode = "200",
      description = "The level, with its version as ETag.",
      content = @Content(schema = @Schema(implementation = LevelView.class)))
  @APIResponse(responseCode = "304", description = "It is as the caller has it.")
  @APIResponse(responseCode = "404", description = "not-found: no such SKU, or none of it there.")
  public Response level(
      @PathParam("sku") String sku,
      @PathParam("location") String location,
      @HeaderParam(HttpHeaders.IF_NONE_MATCH) @Nullable String ifNoneMatch) {
    var level =
        items.get(caller.shop(), ItemResource.existing(sku)).levels().stream()
            .filter(candidate -> candidate.location().equals(location))
            .findAny()
            .orElseThrow(() -> Items.notFound("level of", sku + " at that location"));
    return Preconditions.respond(level.etag(), ifNoneMatch, () -> Json.write(level));
  }

  @PUT
  @Path("/levels/{location}")
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(
      summary = "Set what was counted",
      description =
          "With `If-Match` where the level is still as last seen; with `If-None-Match: *` where there is none yet.")
  @APIResponse(
      responseCode = "200",
      description = "The level.",
      content = @Content(schema = @Schema(implementation = LevelView.class)))
  @APIResponse(
      responseCode = "201",
      description = "The level, new.",
      content = @Content(schema = @Schema(implementation = LevelView.class)))
  @APIResponse(responseCode = "404", description = "not-found: no such SKU or location.")
  @APIResponse(
      responseCode = "409",
      description = "stock-in-use: less would be left than is reserved.")
  @APIResponse(
      responseCode = "412",
      description = "version-mismatch: it has changed since, or is there already.")
  @APIResponse(
      responseCode = "428",
      description = "precondition-required: neither header is there.")
  public Response stockTake(
      @PathParam("sku") String sku,
      @PathParam("location") String location,
      @RequestBody(
              content =
                  @Content(
                      schema = @Schema(implementation = StockRequests.StockTake.class),
                      examples =
                          @ExampleObject(
                              name = "A count",
                              value = "{\"onHand\": 118, \"reason\": \"yearly count\"}")))
          byte[] body,
      @HeaderParam(HttpHeaders.IF_MATCH) @Nullable String ifMatch,
      @HeaderParam(HttpHeaders.IF_NONE_MATCH) @Nullable String ifNoneMatch) {
    var request = json.read(body, StockRequests.StockTake.class);
    ItemResource.existing(sku);
    LocationResource.existing(location);
    if (ifMatch == null && "*".equals(ifNoneMatch)) {
      return adjustments.createLevel(caller.actor(), sku, location, request).toHttp();
    }
    return adjustments
        .stockTake(caller.actor(), sku, location, Preconditions.required(ifMatch), request)
        .toHttp();
  }

  @GET
  @Path("/movements")
  @Operation(summary = "Read the ledger of an item, newest first")
  @APIResponse(
      responseCode = "200",
      description = "A page of movements; `next` is the cursor of the next one.",
      content =
          @Content(schema = @Schema(type = SchemaType.ARRAY, implementation = MovementView.class)))
  @APIResponse(responseCode = "404", description = "not-found: no such SKU.")
  public Response movements(
      @PathParam("sku") String sku,
      @QueryParam("limit") @Nullable String limit,
      @QueryParam("after") @Nullable String after,
      UriInfo uri) {
    ItemResource.existing(sku);
    return items.movements(caller.shop(), sku, after, Page.limit(limit)).respond(uri);
  }
}
