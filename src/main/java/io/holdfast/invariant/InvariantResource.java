package io.holdfast.invariant;

import io.holdfast.platform.http.Caller;
import io.holdfast.platform.http.Json;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
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

/** The state of the books over HTTP. Each call looks at them now. */
@Path("/api/v1/invariants")
@Tag(name = "Operations", description = "Whether the books balance, and who fights over what.")
@Produces(MediaType.APPLICATION_JSON)
public class InvariantResource {

  private static final String SCOPE =
      "`full` (the default) checks everything; `recent` only what is new in the ledger and the orders.";

  private final Invariants invariants;
  private final Repairs repairs;
  private final Caller caller;
  private final Json json;

  InvariantResource(Invariants invariants, Repairs repairs, Caller caller, Json json) {
    this.invariants = invariants;
    this.repairs = repairs;
    this.caller = caller;
    this.json = json;
  }

  @GET
  @Operation(summary = "Read the state of the books")
  @APIResponse(
      responseCode = "200",
      description = "Each invariant of the books, and what violates it.",
      content = @Content(schema = @Schema(implementation = InvariantReport.class)))
  @APIResponse(
      responseCode = "503",
      description =
          "unavailable: the full check took too long; take `scope=recent`. overloaded: others are running.")
  public Response get(
      @Parameter(
              description = SCOPE,
              schema =
                  @Schema(
                      type = SchemaType.STRING,
                      enumeration = {"full", "recent"},
                      defaultValue = "full"))
          @QueryParam("scope")
          @Nullable String scope) {
    return check(scope);
  }

  @POST
  @Path("/check")
  @Operation(summary = "Check the books now")
  @APIResponse(
      responseCode = "200",
      description = "Each invariant of the books, and what violates it.",
      content = @Content(schema = @Schema(implementation = InvariantReport.class)))
  @APIResponse(
      responseCode = "503",
      description =
          "unavailable: the full check took too long; take `scope=recent`. overloaded: others are running.")
  public Response check(
      @Parameter(
              description = SCOPE,
              schema =
                  @Schema(
                      type = SchemaType.STRING,
                      enumeration = {"full", "recent"},
                      defaultValue = "full"))
          @QueryParam("scope")
          @Nullable String scope) {
    return Response.ok(Json.write(invariants.check(caller.shop(), Scope.named(scope)))).build();
  }

  @POST
  @Path("/repairs")
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(
      summary = "Explain a level, and set it to what its ledger says",
      description =
          "The ledger gets a movement that says so. What is wrong with the ledger itself, or with orders, is told and left alone.")
  @APIResponse(
      responseCode = "200",
      description = "The two sides, and what was done.",
      content = @Content(schema = @Schema(implementation = RepairReport.class)))
  @APIResponse(responseCode = "404", description = "not-found: no such level.")
  @APIResponse(
      responseCode = "409",
      description = "stock-in-use: the ledger itself promises what is not there.")
  public Response repair(
      @RequestBody(
              content =
                  @Content(
                      schema = @Schema(implementation = RepairRequest.class),
                      examples =
                          @ExampleObject(
                              name = "Explain only",
                              value =
                                  "{\"sku\": \"mug\", \"location\": \"main\", \"apply\": false}")))
          byte[] body) {
    return repairs.repair(caller.actor(), json.read(body, RepairRequest.class)).toHttp();
  }
}
