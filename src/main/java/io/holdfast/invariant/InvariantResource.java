package io.holdfast.invariant;

import io.holdfast.platform.http.Caller;
import io.holdfast.platform.http.Json;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

/** The state of the books over HTTP. Either call checks them now. */
@Path("/api/v1/invariants")
@Produces(MediaType.APPLICATION_JSON)
public class InvariantResource {

  private final Invariants invariants;
  private final Caller caller;

  InvariantResource(Invariants invariants, Caller caller) {
    this.invariants = invariants;
    this.caller = caller;
  }

  @GET
  public Response get() {
    return check();
  }

  @POST
  @Path("/check")
  public Response check() {
    return Response.ok(Json.write(invariants.check(caller.shop()))).build();
  }
}
