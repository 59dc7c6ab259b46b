package io.holdfast.reservation;

import io.holdfast.platform.http.Caller;
import io.holdfast.platform.http.Page;
import io.smallrye.common.annotation.NonBlocking;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Who is fighting over what right now, over HTTP. Answered from memory. */
@Path("/api/v1/contention")
@Tag(name = "Operations", description = "Whether the books balance, and who fights over what.")
@Produces(MediaType.APPLICATION_JSON)
public class ContentionResource {

  private final Reservations reservations;
  private final Caller caller;

  ContentionResource(Reservations reservations, Caller caller) {
    this.reservations = reservations;
    this.caller = caller;
  }

  @GET
  @NonBlocking
  @Operation(
      summary = "List the hottest SKUs",
      description =
          "What new orders met in the last minute in the process that answers, by SKU, the most attempts first. It keeps"
              + " about a thousand SKUs of all shops and lets the coldest go; there is no next page.")
  @APIResponse(
      responseCode = "200",
      description = "The SKUs; those that no order named are left out.",
      content = @Content(schema = @Schema(type = SchemaType.ARRAY, implementation = HotSku.class)))
  public Response hottest(@QueryParam("limit") @Nullable String limit, UriInfo uri) {
    var hottest = reservations.hottest(caller.shop(), Page.limit(limit));
    return new Page<>(hottest, null).respond(uri);
  }
}
