package io.holdfast.stock;

import io.holdfast.idempotency.IdempotencyKey;
import io.holdfast.platform.database.Transactions;
import io.holdfast.platform.http.Caller;
import io.holdfast.platform.http.Json;
import io.holdfast.platform.http.Page;
import io.holdfast.platform.http.Preconditions;
import io.holdfast.platform.http.Text;
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
import org.jspecify.annotations.Nullable;

/** The stock of an item over HTTP: adjustments, stock-takes, and the ledger. */
@Path("/api/v1/items/{sku}")
@Produces(MediaType.APPLICATION_JSON)
public class StockResource {

  private final Items items;
  private final Adjustments adjustments;
  private final Transactions transactions;
  private final Json json;
  private final Caller caller;

  StockResource(
      Items items, Adjustments adjustments, Transactions transactions, Json json, Caller caller) {
    this.items = items;
    this.adjustments = adjustments;
    this.transactions = transactions;
    this.json = json;
    this.caller = caller;
  }

  @POST
  @Path("/adjustments")
  @Consumes(MediaType.APPLICATION_JSON)
  public Response adjust(
      @PathParam("sku") String sku,
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
            caller,
            IdempotencyKey.of(caller.principal(), key, "POST", uri.getPath(), body),
            ItemResource.existing(sku),
            Preconditions.optional(ifMatch),
            request)
        .toHttp();
  }

  @GET
  @Path("/levels/{location}")
  public Response level(
      @PathParam("sku") String sku,
      @PathParam("location") String location,
      @HeaderParam(HttpHeaders.IF_NONE_MATCH) @Nullable String ifNoneMatch) {
    var level =
        items.get(caller.shop(), ItemResource.existing(sku)).levels().stream()
            .filter(candidate -> candidate.location().equals(location))
            .findAny()
            .orElseThrow(() -> Adjustments.noLevel(sku, "that location"));
    return Preconditions.respond(level.etag(), ifNoneMatch, () -> Json.write(level));
  }

  @PUT
  @Path("/levels/{location}")
  @Consumes(MediaType.APPLICATION_JSON)
  public Response stockTake(
      @PathParam("sku") String sku,
      @PathParam("location") String location,
      byte[] body,
      @HeaderParam(HttpHeaders.IF_MATCH) @Nullable String ifMatch,
      @HeaderParam(HttpHeaders.IF_NONE_MATCH) @Nullable String ifNoneMatch) {
    var request = json.read(body, StockRequests.StockTake.class);
    ItemResource.existing(sku);
    if (!Text.isCode(location)) {
      throw Items.notFound("such", "location");
    }
    if (ifMatch == null && "*".equals(ifNoneMatch)) {
      return adjustments.createLevel(caller, sku, location, request).toHttp();
    }
    return adjustments
        .stockTake(caller, sku, location, Preconditions.required(ifMatch), request)
        .toHttp();
  }

  @GET
  @Path("/movements")
  public Response movements(
      @PathParam("sku") String sku,
      @QueryParam("limit") @Nullable String limit,
      @QueryParam("after") @Nullable String after,
      UriInfo uri) {
    ItemResource.existing(sku);
    var size = Page.limit(limit);
    var page =
        transactions.read(
            connection -> StoredMovements.page(connection, caller.shop(), sku, after, size));
    if (page.items().isEmpty() && after == null) {
      // Not a single movement: the item is new, or there is none.
      items.get(caller.shop(), sku);
    }
    return page.respond(uri);
  }
}
