package io.holdfast.event;

import io.holdfast.platform.http.Caller;
import io.holdfast.platform.problem.Problem;
import io.smallrye.common.annotation.NonBlocking;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** A shop's events over HTTP, as server-sent events. */
@Path("/api/v1/events")
@Tag(name = "Events", description = "What happened, in one order.")
public class EventResource {

  private final EventStreams streams;
  private final Caller caller;

  EventResource(EventStreams streams, Caller caller) {
    this.streams = streams;
    this.caller = caller;
  }

  @GET
  @Produces(MediaType.SERVER_SENT_EVENTS)
  @NonBlocking
  @Operation(
      summary = "Follow the events",
      description =
          "A stream that does not end by itself. Each `data` is a CloudEvent 1.0 in JSON and each `id` what to send back as"
              + " `Last-Event-ID`: the stream then goes on behind it, without a gap or a repeat. All readers of a shop see"
              + " the same order. Lines that begin with a colon are signs of life.")
  @APIResponse(
      responseCode = "200",
      description = "Events as they happen.",
      content =
          @Content(
              schema = @Schema(type = SchemaType.STRING),
              examples =
                  @ExampleObject(
                      name = "A new order",
                      value =
                          "id: ZGVmYXVsdHw0Mnww\ndata: {\"specversion\":\"1.0\",\"id\":\"ZGVmYXVsdHw0Mnww\",\"source\":\"/shops/default\",\"type\":\"order.confirmed\",\"subject\":\"019c13f0-0000-7000-8000-000000000001\",\"time\":\"2026-03-01T10:00:00Z\",\"datacontenttype\":\"application/json\",\"data\":{\"status\":\"CONFIRMED\"}}\n\n")))
  @APIResponse(
      responseCode = "410",
      description = "gone: events behind `Last-Event-ID` are older than the retention.")
  public CompletionStage<@Nullable Response> follow(
      @HeaderParam("Last-Event-ID")
          @Parameter(description = "The id of the last event that the reader has.")
          @Nullable String lastEventId,
      @QueryParam("from")
          @Parameter(
              description =
                  "Where to begin without `Last-Event-ID`: `now`, or `earliest` for all that are kept.",
              schema =
                  @Schema(
                      type = SchemaType.STRING,
                      enumeration = {"now", "earliest"},
                      defaultValue = "now"))
          @Nullable String from,
      @Context HttpServerRequest request) {
    if (from != null && !from.equals("now") && !from.equals("earliest")) {
      throw Problem.invalid("from", "must be now or earliest");
    }
    var after = lastEventId == null || lastEventId.isBlank() ? null : lastEventId;
    var shop = caller.shop();
    if (request.method().equals(HttpMethod.HEAD)) {
      return CompletableFuture.completedFuture(Response.ok().build());
    }
    return streams.open(shop, after, "earliest".equals(from), request.response());
  }
}
