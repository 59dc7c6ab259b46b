package io.holdfast.stock;

import io.holdfast.platform.http.Caller;
import io.holdfast.platform.http.Json;
import io.holdfast.platform.problem.Problem;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import java.util.UUID;
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

/** The catalogue as CSV over HTTP. */
@Path("/api/v1/items")
@Tag(name = "Items")
public class CatalogueResource {

  private static final String CSV = "text/csv";

  private final Imports imports;
  private final ItemExport export;
  private final Caller caller;

  CatalogueResource(Imports imports, ItemExport export, Caller caller) {
    this.imports = imports;
    this.export = export;
    this.caller = caller;
  }

  @POST
  @Path("/import")
  @Consumes(CSV)
  @Produces(MediaType.APPLICATION_JSON)
  @Blocking
  @Operation(
      summary = "Import items and stock from CSV",
      description =
          "A header row names the columns, in any order: `sku` and any of `name`, `onHand`, `delta`, `location`,"
              + " `backorderLimit`, `lowStockThreshold`, `maxPerOrder`, `maxPerCustomer`. A new SKU is created; a"
              + " known one gets what the row gives, and its stock counted (`onHand`) or changed (`delta`). Empty"
              + " fields change nothing. A row that is rejected stops no other. With `async=true` the rows are"
              + " stored first and imported afterwards. One import of a shop at a time.")
  @APIResponse(
      responseCode = "200",
      description = "How many rows were accepted and rejected, and why; the header is row 1.",
      content = @Content(schema = @Schema(implementation = ImportView.Result.class)))
  @APIResponse(
      responseCode = "202",
      description = "With `async=true`: `Location` leads to its progress.",
      content = @Content(schema = @Schema(implementation = ImportView.class)))
  @APIResponse(responseCode = "413", description = "payload-too-large.")
  @APIResponse(responseCode = "429", description = "rate-limited: another import is not over yet.")
  public Response importItems(
      @Parameter(schema = @Schema(type = SchemaType.BOOLEAN)) @QueryParam("async")
          @Nullable String async,
      @RequestBody(
              content =
                  @Content(
                      mediaType = CSV,
                      schema = @Schema(type = SchemaType.STRING),
                      examples =
                          @ExampleObject(
                              name = "A new item and a count",
                              value = "sku,name,onHand\nlamp,Desk lamp,12\nmug,,118\n")))
          InputStream body) {
    if (async != null && !async.equals("true") && !async.equals("false")) {
      throw Problem.invalid("async", "must be true or false");
    }
    if (!"true".equals(async)) {
      return Response.ok(Json.write(imports.now(caller.actor(), body))).build();
    }
    var accepted = imports.later(caller.actor(), body);
    return Response.accepted(Json.write(accepted))
        .header(HttpHeaders.LOCATION, "/api/v1/items/imports/" + accepted.id())
        .build();
  }

  @GET
  @Path("/imports/{id}")
  @Produces(MediaType.APPLICATION_JSON)
  @Operation(summary = "See how far an import has come")
  @APIResponse(
      responseCode = "200",
      description = "Its status and the rows so far; kept for 24 hours after its end.",
      content = @Content(schema = @Schema(implementation = ImportView.class)))
  @APIResponse(responseCode = "404", description = "not-found: no such import.")
  public Response progress(@PathParam("id") String id) {
    UUID known;
    try {
      known = UUID.fromString(id);
    } catch (IllegalArgumentException malformed) {
      throw Items.notFound("such", "import");
    }
    return Response.ok(Json.write(imports.get(caller.shop(), known))).build();
  }

  @GET
  @Path("/export")
  @Produces(CSV)
  @Blocking
  @Operation(
      summary = "Export items and stock as CSV",
      description =
          "A row per item and location, in the form that an import takes. A name that a spreadsheet would take"
              + " for a formula has an apostrophe before it, which the import removes.")
  @APIResponse(
      responseCode = "200",
      description = "The catalogue, by SKU.",
      content = @Content(mediaType = CSV, schema = @Schema(type = SchemaType.STRING)))
  public Response exportItems() {
    return Response.ok(export.of(caller.shop()), CSV + ";charset=UTF-8")
        .header("Content-Disposition", "attachment; filename=\"items.csv\"")
        .build();
  }
}
