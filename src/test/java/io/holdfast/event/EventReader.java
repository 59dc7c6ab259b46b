package io.holdfast.event;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A client of one shop's event stream, as simple as one can be. Not thread-safe. */
final class EventReader implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  private final BufferedReader lines;
  private @Nullable String lastId;

  private EventReader(BufferedReader lines) {
    this.lines = lines;
  }

  static HttpResponse<java.io.InputStream> get(
      URI base, String shop, @Nullable String lastId, String query)
      throws IOException, InterruptedException {
    var request =
        HttpRequest.newBuilder(base.resolve("/api/v1/events" + query))
            .timeout(Duration.ofSeconds(20))
            .header("Accept", "text/event-stream")
            .header("Holdfast-Shop", shop);
    if (lastId != null) {
      request.header("Last-Event-ID", lastId);
    }
    return CLIENT.send(request.build(), BodyHandlers.ofInputStream());
  }

  /** Begins behind the event with this id, or at the oldest one for null. */
  static EventReader open(URI base, String shop, @Nullable String lastId)
      throws IOException, InterruptedException {
    var response = get(base, shop, lastId, "?from=earliest");
    if (response.statusCode() != 200) {
      throw new AssertionError(new String(response.body().readAllBytes(), UTF_8));
    }
    return new EventReader(new BufferedReader(new InputStreamReader(response.body(), UTF_8)));
  }

  /** The next event, however long it takes. */
  JsonNode next() throws IOException {
    for (var line = lines.readLine(); line != null; line = lines.readLine()) {
      if (line.startsWith("id: ")) {
        lastId = line.substring(4);
      }
      if (line.startsWith("data: ")) {
        return JSON.readTree(line.substring(6));
      }
    }
    throw new AssertionError("The stream has ended behind " + lastId);
  }

  /** Whether the stream comes to an end without another event. */
  boolean ends() throws IOException {
    for (var line = lines.readLine(); line != null; line = lines.readLine()) {
      if (line.startsWith("data: ")) {
        return false;
      }
    }
    return true;
  }

  @Nullable String lastId() {
    return lastId;
  }

  /** Cuts the connection. */
  @Override
  public void close() throws IOException {
    lines.close();
  }
}
