package io.holdfast.stock;

import io.holdfast.idempotency.IdempotencyKey;
import io.holdfast.platform.http.Caller;
import io.holdfast.platform.http.Json;
import io.holdfast.platform.problem.Problem;
import io.holdfast.platform.problem.Violation;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.ArrayList;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Many adjustments at once over HTTP. */
@Path("/api/v1/adjustments")
@Tag(name = "Stock")
@Produces(MediaType.APPLICATION_JSON)
public class BulkAdjustmentResource {

  private final Adjustments adjustments;
  private final Json json;
  private final Caller caller;

  BulkAdjustmentResource(Adjustments adjustments, Json json, Caller caller) {
    this.adjustments = adjustments;
    this.json = json;
    this.caller = caller;
  }

  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(
      summary = "Adjust much stock at once",
      description =
          "1 to 1000 adjustments, carried out in their order, or none of them. A refusal names the"
              + " first that is impossible.")
  @APIResponse(
      responseCode = "201",
      description = "The movements, in the order of the adjustments.",
      content = @Content(schema = @Schema(implementation = MovementList.class)))
  @APIResponse(responseCode = "404", description = "not-found: no such SKU or location.")
  @APIResponse(
      responseCode = "409",
      description =
          "stock-in-use: less would be left than is reserved; or idempotency-in-progress.")
  @APIResponse(
      responseCode = "422",
      description = "idempotency-key-reused: the key stands for another request.")
  public Response adjust(
      @RequestBody(
              content =
                  @Content(
                      schema = @Schema(implementation = StockRequests.BulkAdjustments.class),
                      examples =
                          @ExampleObject(
                              name = "A delivery of two items",
                              value =
                                  "{\"adjustments\": [{\"sku\": \"mug\", \"delta\": 24, \"reason\": \"received\"},"
                                      + " {\"sku\": \"teapot\", \"delta\": 6, \"reason\": \"received\"}]}")))
          byte[] body,
      @HeaderParam(IdempotencyKey.HEADER) @Nullable String key,
      UriInfo uri) {
    var requests = json.read(body, StockRequests.BulkAdjustments.class).adjustments();
    var violations = new ArrayList<Violation>();
    for (var i = 0; i < requests.size(); i++) {
      if (requests.get(i).delta() == 0) {
        violations.add(new Violation("adjustments[" + i + "].delta", "must not be 0"));
      }
    }
    if (!violations.isEmpty()) {
      throw Problem.invalid(violations);
    }
    return adjustments
        .adjustAll(
            caller.actor(),
            IdempotencyKey.of(caller.principal(), key, "POST", uri.getPath(), body),
            requests)
        .toHttp();
  }
}
