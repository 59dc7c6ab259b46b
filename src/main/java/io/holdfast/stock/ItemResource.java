package io.holdfast.stock;

import io.holdfast.idempotency.IdempotencyKey;
import io.holdfast.platform.http.Caller;
import io.holdfast.platform.http.Json;
import io.holdfast.platform.http.Limits;
import io.holdfast.platform.http.Page;
import io.holdfast.platform.http.Preconditions;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
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
import org.eclipse.microprofile.openapi.annotations.media.SchemaProperty;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Items over HTTP. */
@Path("/api/v1/items")
@Tag(name = "Items", description = "What can be sold.")
@Produces(MediaType.APPLICATION_JSON)
public class ItemResource {

  static final String MERGE_PATCH = "application/merge-patch+json";

  private final Items items;
  private final Json json;
  private final Caller caller;

  ItemResource(Items items, Json json, Caller caller) {
    this.items = items;
    this.json = json;
    this.caller = caller;
  }

  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(
      summary = "Create an item",
      description = "With its first stock, at `main` unless a location is named.")
  @APIResponse(
      responseCode = "201",
      description = "The item; `Location` leads to it.",
      content = @Content(schema = @Schema(implementation = ItemView.class)))
  @APIResponse(responseCode = "404", description = "not-found: no such location.")
  @APIResponse(
      responseCode = "409",
      description = "already-exists: the SKU is taken; or idempotency-in-progress.")
  @APIResponse(
      responseCode = "422",
      description = "idempotency-key-reused: the key stands for another request.")
  public Response create(
      @RequestBody(
              content =
                  @Content(
                      schema = @Schema(implementation = NewItem.class),
                      examples =
                          @ExampleObject(
                              name = "A new item",
                              value =
                                  "{\"sku\": \"candle\", \"name\": \"Beeswax candle\", \"onHand\": 60, \"lowStockThreshold\": 10}")))
          byte[] body,
      @HeaderParam(IdempotencyKey.HEADER) @Nullable String key,
      UriInfo uri) {
    var request = json.read(body, NewItem.class);
    return items
        .create(
            caller.actor(),
            IdempotencyKey.of(caller.principal(), key, "POST", uri.getPath(), body),
            request)
        .toHttp();
  }

  @GET
  @Operation(
      summary = "List items by SKU",
      description =
          "`q` looks for a part of the SKU or name; `lowStock=true` for items at or below their threshold.")
  @APIResponse(
      responseCode = "200",
      description = "A page of items; `next` is the cursor of the next one.",
      content =
          @Content(schema = @Schema(type = SchemaType.ARRAY, implementation = ItemView.class)))
  public Response list(
      @QueryParam("q") @Nullable String q,
      @Parameter(schema = @Schema(type = SchemaType.BOOLEAN)) @QueryParam("lowStock")
          @Nullable String lowStock,
      @QueryParam("limit") @Nullable String limit,
      @QueryParam("after") @Nullable String after,
      UriInfo uri) {
    return items
        .list(caller.shop(), ItemFilter.of(q, lowStock, after), Page.limit(limit))
        .respond(uri);
  }

  @GET
  @Path("/{sku}")
  @Operation(summary = "Read an item")
  @APIResponse(
      responseCode = "200",
      description = "The item with its stock; its ETag changes with either.",
      content = @Content(schema = @Schema(implementation = ItemView.class)))
  @APIResponse(responseCode = "304", description = "It is as the caller has it.")
  @APIResponse(responseCode = "404", description = "not-found: no such SKU.")
  public Response get(
      @PathParam("sku") String sku,
      @HeaderParam(HttpHeaders.IF_NONE_MATCH) @Nullable String ifNoneMatch) {
    var item = items.get(caller.shop(), sku);
    return Preconditions.respond(item.etag(), ifNoneMatch, () -> Json.write(item));
  }

  @PATCH
  @Path("/{sku}")
  @Consumes({MERGE_PATCH, MediaType.APPLICATION_JSON})
  @Operation(
      summary = "Change an item",
      description = "A merge patch of name, limits and thresholds; null takes a limit away.")
  @APIResponse(
      responseCode = "200",
      description = "The item.",
      content = @Content(schema = @Schema(implementation = ItemView.class)))
  @APIResponse(responseCode = "404", description = "not-found: no such SKU.")
  @APIResponse(
      responseCode = "409",
      description = "stock-in-use: more is promised than a lower limit would let.")
  @APIResponse(responseCode = "412", description = "version-mismatch: it has changed since.")
  @APIResponse(responseCode = "428", description = "precondition-required: `If-Match` is missing.")
  public Response patch(
      @PathParam("sku") String sku,
      @HeaderParam(HttpHeaders.IF_MATCH) @Nullable String ifMatch,
      @RequestBody(
              content =
                  @Content(
                      schema =
                          @Schema(
                              type = SchemaType.OBJECT,
                              properties = {
                                @SchemaProperty(
                                    name = "name",
                                    type = SchemaType.STRING,
                                    minLength = 1,
                                    maxLength = Limits.NAME),
                                @SchemaProperty(
                                    name = "backorderLimit",
                                    type = SchemaType.INTEGER,
                                    nullable = true,
                                    minimum = "0",
                                    maximum = "1000000000000",
                                    description = "0 if null"),
                                @SchemaProperty(
                                    name = "lowStockThreshold",
                                    type = SchemaType.INTEGER,
                                    nullable = true,
                                    minimum = "0",
                                    maximum = "1000000000000",
                                    description = "none if null"),
                                @SchemaProperty(
                                    name = "maxPerOrder",
                                    type = SchemaType.INTEGER,
                                    nullable = true,
                                    minimum = "1",
                                    maximum = "1000000",
                                    description = "no limit if null"),
                                @SchemaProperty(
                                    name = "maxPerCustomer",
                                    type = SchemaType.INTEGER,
                                    nullable = true,
                                    minimum = "1",
                                    maximum = "1000000",
                                    description = "no limit if null")
                              }),
                      examples =
                          @ExampleObject(
                              name = "At most four an order",
                              value = "{\"maxPerOrder\": 4}")))
          byte[] body) {
    var item = existing(sku);
    var patch = ItemPatch.of(json, body);
    return items.patch(caller.actor(), item, Preconditions.required(ifMatch), patch).toHttp();
  }

  @DELETE
  @Path("/{sku}")
  @Operation(
      summary = "Delete an item",
      description = "Its ledger stays readable and its SKU taken.")
  @APIResponse(responseCode = "204", description = "It is gone.")
  @APIResponse(responseCode = "404", description = "not-found: no such SKU.")
  @APIResponse(responseCode = "409", description = "stock-in-use: some of it is reserved.")
  @APIResponse(responseCode = "412", description = "version-mismatch: it has changed since.")
  @APIResponse(responseCode = "428", description = "precondition-required: `If-Match` is missing.")
  public Response delete(
      @PathParam("sku") String sku, @HeaderParam(HttpHeaders.IF_MATCH) @Nullable String ifMatch) {
    items.delete(caller.actor(), existing(sku), Preconditions.required(ifMatch));
    return Response.noContent().build();
  }

  /** A SKU of a path; one that cannot be there is not there. */
  static String existing(String sku) {
    if (!NewItem.isSku(sku)) {
      throw Items.notFound("such", "SKU");
    }
    return sku;
  }
}
