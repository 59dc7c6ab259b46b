package io.holdfast.webhook;

import io.holdfast.event.Position;
import io.holdfast.idempotency.IdempotencyKey;
import io.holdfast.platform.http.Caller;
import io.holdfast.platform.http.Cursor;
import io.holdfast.platform.http.Json;
import io.holdfast.platform.http.Page;
import io.holdfast.platform.http.Preconditions;
import io.holdfast.platform.problem.Problem;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.Set;
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

/** Webhooks over HTTP. */
@Path("/api/v1/webhooks")
@Tag(name = "Webhooks", description = "Events sent to you, signed.")
@Produces(MediaType.APPLICATION_JSON)
public class WebhookResource {

  private static final Set<String> STATUSES = Set.of("pending", "delivered", "parked");

  private static final String ID = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}";

  private final Webhooks webhooks;
  private final Targets targets;
  private final Deliveries deliveries;
  private final Json json;
  private final Caller caller;

  WebhookResource(
      Webhooks webhooks, Targets targets, Deliveries deliveries, Json json, Caller caller) {
    this.webhooks = webhooks;
    this.targets = targets;
    this.deliveries = deliveries;
    this.json = json;
    this.caller = caller;
  }

  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(
      summary = "Create a webhook",
      description =
          "From now on events are posted to `url` as CloudEvents in JSON, signed after the Standard Webhooks"
              + " specification. The answer is the only one that tells the secret.")
  @APIResponse(
      responseCode = "201",
      description = "The webhook and its secret; `Location` leads to it.",
      content = @Content(schema = @Schema(implementation = WebhookView.class)))
  @APIResponse(responseCode = "409", description = "idempotency-in-progress.")
  @APIResponse(
      responseCode = "422",
      description = "idempotency-key-reused: the key stands for another request.")
  public Response create(
      @RequestBody(
              content =
                  @Content(
                      schema = @Schema(implementation = NewWebhook.class),
                      examples =
                          @ExampleObject(
                              name = "Orders to a shop",
                              value =
                                  "{\"url\": \"https://shop.example/hooks/holdfast\", \"types\": [\"order.confirmed\", \"order.cancelled\"]}")))
          byte[] body,
      @HeaderParam(IdempotencyKey.HEADER) @Nullable String key,
      UriInfo uri) {
    var request = json.read(body, NewWebhook.class).checked();
    targets.check(request.url());
    return webhooks
        .create(
            caller.shop(),
            IdempotencyKey.of(caller.principal(), key, "POST", uri.getPath(), body),
            request)
        .toHttp();
  }

  @GET
  @Operation(summary = "List webhooks, oldest first")
  @APIResponse(
      responseCode = "200",
      description = "A page of webhooks; `next` is the cursor of the next one.",
      content =
          @Content(schema = @Schema(type = SchemaType.ARRAY, implementation = WebhookView.class)))
  public Response list(
      @QueryParam("limit") @Nullable String limit,
      @QueryParam("after") @Nullable String after,
      UriInfo uri) {
    return webhooks.list(caller.shop(), cursor(after), Page.limit(limit)).respond(uri);
  }

  private static @Nullable UUID cursor(@Nullable String after) {
    var parts = Cursor.parts(after);
    if (parts == null) {
      return null;
    }
    if (!parts.get(0).matches(ID)) {
      throw Cursor.invalid();
    }
    return UUID.fromString(parts.get(0));
  }

  @GET
  @Path("/{id}")
  @Operation(summary = "Read a webhook")
  @APIResponse(
      responseCode = "200",
      description = "The webhook, without its secret.",
      content = @Content(schema = @Schema(implementation = WebhookView.class)))
  @APIResponse(responseCode = "304", description = "It is as the caller has it.")
  @APIResponse(responseCode = "404", description = "not-found: no such webhook.")
  public Response get(
      @PathParam("id") String id,
      @HeaderParam(HttpHeaders.IF_NONE_MATCH) @Nullable String ifNoneMatch) {
    var webhook = webhooks.get(caller.shop(), existing(id));
    return Preconditions.respond(webhook.etag(), ifNoneMatch, () -> Json.write(webhook));
  }

  @DELETE
  @Path("/{id}")
  @Operation(summary = "Delete a webhook", description = "What waits for it is not sent any more.")
  @APIResponse(responseCode = "204", description = "It is gone.")
  @APIResponse(responseCode = "404", description = "not-found: no such webhook.")
  @APIResponse(responseCode = "412", description = "version-mismatch.")
  @APIResponse(responseCode = "428", description = "precondition-required: `If-Match` is missing.")
  public Response delete(
      @PathParam("id") String id, @HeaderParam(HttpHeaders.IF_MATCH) @Nullable String ifMatch) {
    var webhook = webhooks.get(caller.shop(), existing(id));
    Preconditions.required(ifMatch).check(webhook.version());
    webhooks.delete(caller.shop(), webhook.id());
    return Response.noContent().build();
  }

  @GET
  @Path("/{id}/deliveries")
  @Operation(
      summary = "List a webhook's deliveries, newest first",
      description = "`status` is `pending`, `delivered` or `parked`.")
  @APIResponse(
      responseCode = "200",
      description = "A page of deliveries; `next` is the cursor of the next one.",
      content =
          @Content(schema = @Schema(type = SchemaType.ARRAY, implementation = DeliveryView.class)))
  @APIResponse(responseCode = "404", description = "not-found: no such webhook.")
  public Response deliveries(
      @PathParam("id") String id,
      @Parameter(
              schema =
                  @Schema(
                      type = SchemaType.STRING,
                      enumeration = {"pending", "delivered", "parked"}))
          @QueryParam("status")
          @Nullable String status,
      @QueryParam("limit") @Nullable String limit,
      @QueryParam("after") @Nullable String after,
      UriInfo uri) {
    if (status != null && !STATUSES.contains(status)) {
      throw Problem.invalid("status", "must be pending, delivered or parked");
    }
    var before = after == null ? null : Position.of(caller.shop(), after, "after");
    return deliveries
        .list(caller.shop(), existing(id), status, before, Page.limit(limit))
        .respond(uri);
  }

  @POST
  @Path("/{id}/deliveries/{deliveryId}/retry")
  @Operation(
      summary = "Deliver again",
      description = "Whatever became of the delivery, it is sent now, with a new set of attempts.")
  @APIResponse(
      responseCode = "200",
      description = "The delivery, pending.",
      content = @Content(schema = @Schema(implementation = DeliveryView.class)))
  @APIResponse(responseCode = "404", description = "not-found: no such webhook or delivery.")
  public Response retry(@PathParam("id") String id, @PathParam("deliveryId") String deliveryId) {
    var webhook = existing(id);
    return Response.ok(
            Json.write(
                deliveries.retry(caller.shop(), webhook, existing(caller.shop(), deliveryId))))
        .build();
  }

  private static UUID existing(String id) {
    if (!id.matches(ID)) {
      throw Webhooks.notFound();
    }
    return UUID.fromString(id);
  }

  private static Position existing(String shop, String deliveryId) {
    try {
      return Position.of(shop, deliveryId, "deliveryId");
    } catch (Problem malformed) {
      throw Deliveries.notFound();
    }
  }
}
