package io.holdfast.invariant;

import io.holdfast.platform.http.Caller;
import io.holdfast.platform.http.Json;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The state of the books over HTTP. Either call checks them now. */
@Path("/api/v1/invariants")
@Tag(name = "Operations", description = "Whether the books balance.")
@Produces(MediaType.APPLICATION_JSON)
public class InvariantResource {

  private final Invariants invariants;
  private final Caller caller;

  InvariantResource(Invariants invariants, Caller caller) {
    this.invariants = invariants;
    this.caller = caller;
  }

  @GET
  @Operation(summary = "Read the state of the books")
  @APIResponse(
      responseCode = "200",
      description = "Each invariant of the books, and what violates it.",
      content = @Content(schema = @Schema(implementation = InvariantReport.class)))
  public Response get() {
    return check();
  }

  @POST
  @Path("/check")
  @Operation(summary = "Check the books now")
  @APIResponse(
      responseCode = "200",
      description = "Each invariant of the books, and what violates it.",
      content = @Content(schema = @Schema(implementation = InvariantReport.class)))
  public Response check() {
    return Response.ok(Json.write(invariants.check(caller.shop()))).build();
  }
}
