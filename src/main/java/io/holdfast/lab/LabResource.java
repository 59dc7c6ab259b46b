package io.holdfast.lab;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.holdfast.platform.http.Caller;
import io.holdfast.platform.http.Json;
import io.holdfast.platform.http.Page;
import io.quarkus.resteasy.reactive.server.EndpointDisabled;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Multi;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.ResponseHeader;
import org.jspecify.annotations.Nullable;

/** The race lab over HTTP. Exists only where {@link LabConfig#enabled()}. */
@Path("/api/v1/lab")
@EndpointDisabled(name = "holdfast.lab.enabled", stringValue = "false", disableIfMissing = true)
@Tag(name = "Lab", description = "Races of strategies and mistakes; only where the lab is enabled.")
@Produces(MediaType.APPLICATION_JSON)
public class LabResource {

  private final Races races;
  private final RaceStreams streams;
  private final Json json;
  private final Caller caller;

  LabResource(Races races, RaceStreams streams, Json json, Caller caller) {
    this.races = races;
    this.streams = streams;
    this.json = json;
    this.caller = caller;
  }

  @GET
  @Path("/scenarios")
  @Operation(summary = "List the ready-made races")
  @APIResponse(
      responseCode = "200",
      description = "Each with its settings, which a race may start from.",
      content =
          @Content(schema = @Schema(type = SchemaType.ARRAY, implementation = Scenario.class)))
  public Response scenarios() {
    // They are everybody's; a malformed shop is refused here as elsewhere.
    caller.shop();
    return Response.ok(Json.write(new Page<>(Scenario.ALL, null))).build();
  }

  @POST
  @Path("/races")
  @Consumes(MediaType.APPLICATION_JSON)
  @Blocking
  @Operation(
      summary = "Start a race",
      description =
          "Every entrant serves the same buyers with stock of its own, one entrant after the other. The shop's own stock is"
              + " not touched. One race runs at a time; a few wait.")
  @APIResponse(
      responseCode = "202",
      description = "The race, as it begins; `Location` leads to it.",
      content = @Content(schema = @Schema(implementation = RaceView.class)))
  public Response start(
      @RequestBody(
              content =
                  @Content(
                      schema = @Schema(implementation = NewRace.class),
                      examples =
                          @ExampleObject(
                              name = "Three units, two orders of two",
                              value = "{\"scenario\": \"seed\"}")))
          byte[] body) {
    var race = races.start(caller.shop(), json.read(body, NewRace.class));
    return Response.accepted(Json.write(race))
        .header("Location", "/api/v1/lab/races/" + race.id())
        .build();
  }

  @GET
  @Path("/races/{id}")
  @Blocking
  @Operation(summary = "Read a race", description = "How far it has come, or its result.")
  @APIResponse(
      responseCode = "200",
      description = "The race; its figures so far.",
      content = @Content(schema = @Schema(implementation = RaceView.class)))
  @APIResponse(responseCode = "404", description = "not-found: no such race, or no longer kept.")
  public Response get(@PathParam("id") String id) {
    return Response.ok(Json.write(race(id))).build();
  }

  @GET
  @Path("/races/{id}/events")
  @Produces(MediaType.SERVER_SENT_EVENTS)
  @Blocking
  @Operation(
      summary = "Follow a race",
      description =
          "Each event is the whole race as it stands, with its revision as the id: whoever was cut off goes on with what is"
              + " new. The stream ends with the race.")
  @APIResponse(
      responseCode = "200",
      description = "The race, whenever it has changed.",
      content = @Content(schema = @Schema(type = SchemaType.STRING)))
  @APIResponse(responseCode = "404", description = "not-found: no such race, or no longer kept.")
  // Proxies that gather answers, as nginx does, pass this one on as it comes.
  @ResponseHeader(name = "X-Accel-Buffering", value = "no")
  public Multi<OutboundSseEvent> follow(
      @PathParam("id") String id,
      @HeaderParam("Last-Event-ID") @Nullable String lastEventId,
      @Context Sse sse) {
    // Refused before the stream begins.
    race(id);
    return streams
        .open(caller.shop(), id, seen(lastEventId))
        .map(
            state ->
                sse.newEventBuilder()
                    .id(Long.toString(state.revision()))
                    .data(new String(Json.write(state), UTF_8))
                    .build());
  }

  @GET
  @Path("/races/{id}/result.json")
  @Blocking
  @Operation(summary = "Download a race as JSON")
  @APIResponse(
      responseCode = "200",
      description = "The race, as a file.",
      content = @Content(schema = @Schema(implementation = RaceView.class)))
  @APIResponse(responseCode = "404", description = "not-found: no such race, or no longer kept.")
  public Response downloadJson(@PathParam("id") String id) {
    var race = race(id);
    return file(Response.ok(Json.write(race)), race, "json");
  }

  @GET
  @Path("/races/{id}/result.csv")
  @Produces("text/csv")
  @Blocking
  @Operation(summary = "Download a race as CSV", description = "A row per entrant.")
  @APIResponse(
      responseCode = "200",
      description = "The figures, as a file.",
      content = @Content(mediaType = "text/csv", schema = @Schema(type = SchemaType.STRING)))
  @APIResponse(responseCode = "404", description = "not-found: no such race, or no longer kept.")
  public Response downloadCsv(@PathParam("id") String id) {
    var race = race(id);
    return file(Response.ok(RaceCsv.of(race), "text/csv;charset=UTF-8"), race, "csv");
  }

  private RaceView race(String id) {
    return races.get(caller.shop(), id);
  }

  /** A reader that sends something else has seen nothing. */
  private static long seen(@Nullable String lastEventId) {
    return lastEventId != null && lastEventId.matches("\\d{1,18}")
        ? Long.parseLong(lastEventId)
        : -1;
  }

  private static Response file(Response.ResponseBuilder response, RaceView race, String extension) {
    return response
        .header(
            "Content-Disposition",
            "attachment; filename=\"race-%s.%s\"".formatted(race.id(), extension))
        .build();
  }
}
