package io.holdfast.stock;

import io.holdfast.idempotency.IdempotencyKey;
import io.holdfast.platform.http.Caller;
import io.holdfast.platform.http.Cursor;
import io.holdfast.platform.http.Json;
import io.holdfast.platform.http.Limits;
import io.holdfast.platform.http.Page;
import io.holdfast.platform.http.Preconditions;
import io.holdfast.platform.http.Text;
import jakarta.ws.rs.Consumes;
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
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Locations over HTTP. */
@Path("/api/v1/locations")
@Tag(name = "Locations", description = "Where stock lies, and in which order it is asked for.")
@Produces(MediaType.APPLICATION_JSON)
public class LocationResource {

  private final Locations locations;
  private final Json json;
  private final Caller caller;

  LocationResource(Locations locations, Json json, Caller caller) {
    this.locations = locations;
    this.json = json;
    this.caller = caller;
  }

  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(
      summary = "Create a location",
      description =
          "`main` is there from the start. A lower `priority` is asked first, 0 if absent; `name` is the"
              + " code if absent; `active` is true.")
  @APIResponse(
      responseCode = "201",
      description = "The location; `Location` leads to it.",
      content = @Content(schema = @Schema(implementation = LocationView.class)))
  @APIResponse(
      responseCode = "409",
      description = "already-exists: the code is taken; or idempotency-in-progress.")
  @APIResponse(
      responseCode = "422",
      description = "idempotency-key-reused: the key stands for another request.")
  public Response create(
      @RequestBody(
              content =
                  @Content(
                      schema = @Schema(implementation = NewLocation.class),
                      examples =
                          @ExampleObject(
                              name = "A second warehouse",
                              value =
                                  "{\"code\": \"north\", \"name\": \"Warehouse North\", \"priority\": 10}")))
          byte[] body,
      @HeaderParam(IdempotencyKey.HEADER) @Nullable String key,
      UriInfo uri) {
    var request = json.read(body, NewLocation.class);
    return locations
        .create(
            caller.actor(),
            IdempotencyKey.of(caller.principal(), key, "POST", uri.getPath(), body),
            request)
        .toHttp();
  }

  @GET
  @Operation(summary = "List locations by code")
  @APIResponse(
      responseCode = "200",
      description = "A page of locations; `next` is the cursor of the next one.",
      content =
          @Content(schema = @Schema(type = SchemaType.ARRAY, implementation = LocationView.class)))
  public Response list(
      @QueryParam("limit") @Nullable String limit,
      @QueryParam("after") @Nullable String after,
      UriInfo uri) {
    var cursor = Cursor.parts(after);
    if (cursor != null && (cursor.size() != 1 || !Text.isCode(cursor.get(0)))) {
      throw Cursor.invalid();
    }
    return locations
        .list(caller.shop(), cursor == null ? null : cursor.get(0), Page.limit(limit))
        .respond(uri);
  }

  @GET
  @Path("/{code}")
  @Operation(summary = "Read a location")
  @APIResponse(
      responseCode = "200",
      description = "The location, with its version as ETag.",
      content = @Content(schema = @Schema(implementation = LocationView.class)))
  @APIResponse(responseCode = "304", description = "It is as the caller has it.")
  @APIResponse(responseCode = "404", description = "not-found: no such location.")
  public Response get(
      @PathParam("code") String code,
      @HeaderParam(HttpHeaders.IF_NONE_MATCH) @Nullable String ifNoneMatch) {
    var location = locations.get(caller.shop(), existing(code));
    return Preconditions.respond(location.etag(), ifNoneMatch, () -> Json.write(location));
  }

  @PATCH
  @Path("/{code}")
  @Consumes({ItemResource.MERGE_PATCH, MediaType.APPLICATION_JSON})
  @Operation(
      summary = "Change a location",
      description =
          "A merge patch of name, priority and whether it is active. Orders take nothing from one that is not;"
              + " what they have reserved there stays theirs.")
  @APIResponse(
      responseCode = "200",
      description = "The location.",
      content = @Content(schema = @Schema(implementation = LocationView.class)))
  @APIResponse(responseCode = "404", description = "not-found: no such location.")
  @APIResponse(responseCode = "412", description = "version-mismatch: it has changed since.")
  @APIResponse(responseCode = "428", description = "precondition-required: `If-Match` is missing.")
  public Response patch(
      @PathParam("code") String code,
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
                                    name = "priority",
                                    type = SchemaType.INTEGER,
                                    minimum = "-1000000",
                                    maximum = "1000000",
                                    description = "lower is asked first"),
                                @SchemaProperty(name = "active", type = SchemaType.BOOLEAN)
                              }),
                      examples =
                          @ExampleObject(
                              name = "Closed for a while",
                              value = "{\"active\": false}")))
          byte[] body) {
    var patch = LocationPatch.of(json, body);
    return locations
        .patch(caller.actor(), existing(code), Preconditions.required(ifMatch), patch)
        .toHttp();
  }

  /** A code of a path; one that cannot be there is not there. */
  static String existing(String code) {
    if (!Text.isCode(code)) {
      throw Items.notFound("such", "location");
    }
    return code;
  }
}
