package io.holdfast.stock;

import io.holdfast.idempotency.IdempotencyKey;
import io.holdfast.platform.http.Caller;
import io.holdfast.platform.http.Cursor;
import io.holdfast.platform.http.Json;
import io.holdfast.platform.http.Page;
import io.holdfast.platform.http.Preconditions;
import io.holdfast.platform.http.Text;
import io.holdfast.platform.problem.Problem;
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
import org.jspecify.annotations.Nullable;

/** Items over HTTP. */
@Path("/api/v1/items")
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
  public Response create(
      byte[] body, @HeaderParam(IdempotencyKey.HEADER) @Nullable String key, UriInfo uri) {
    var request = json.read(body, NewItem.class);
    return items
        .create(
            caller,
            IdempotencyKey.of(caller.principal(), key, "POST", uri.getPath(), body),
            request)
        .toHttp();
  }

  @GET
  public Response list(
      @QueryParam("q") @Nullable String q,
      @QueryParam("lowStock") @Nullable String lowStock,
      @QueryParam("limit") @Nullable String limit,
      @QueryParam("after") @Nullable String after,
      UriInfo uri) {
    if (lowStock != null && !lowStock.equals("true") && !lowStock.equals("false")) {
      throw Problem.invalid("lowStock", "must be true or false");
    }
    var cursor = Cursor.parts(after);
    if (cursor != null && (cursor.size() != 1 || !Text.isCode(cursor.get(0)))) {
      throw Cursor.invalid();
    }
    var filter =
        new StoredItems.Filter(
            cursor == null ? null : cursor.get(0),
            q == null ? null : Text.storable("q", q),
            "true".equals(lowStock));
    return items.list(caller.shop(), filter, Page.limit(limit)).respond(uri);
  }

  @GET
  @Path("/{sku}")
  public Response get(
      @PathParam("sku") String sku,
      @HeaderParam(HttpHeaders.IF_NONE_MATCH) @Nullable String ifNoneMatch) {
    var item = items.get(caller.shop(), existing(sku));
    return Preconditions.respond(item.etag(), ifNoneMatch, () -> Json.write(item));
  }

  @PATCH
  @Path("/{sku}")
  @Consumes({MERGE_PATCH, MediaType.APPLICATION_JSON})
  public Response patch(
      @PathParam("sku") String sku,
      @HeaderParam(HttpHeaders.IF_MATCH) @Nullable String ifMatch,
      byte[] body) {
    var patch = ItemPatch.of(json, body);
    return items.patch(caller, existing(sku), Preconditions.required(ifMatch), patch).toHttp();
  }

  @DELETE
  @Path("/{sku}")
  public Response delete(
      @PathParam("sku") String sku, @HeaderParam(HttpHeaders.IF_MATCH) @Nullable String ifMatch) {
    items.delete(caller, existing(sku), Preconditions.required(ifMatch));
    return Response.noContent().build();
  }

  /** A SKU of a path; one that cannot be there is not there. */
  static String existing(String sku) {
    if (!Text.isCode(sku)) {
      throw Items.notFound("such", "SKU");
    }
    return sku;
  }
}
