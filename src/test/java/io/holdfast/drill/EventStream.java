package io.holdfast.drill;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** Somebody who reads a shop's events from the first one on, until it is closed. Thread-safe. */
final class EventStream implements AutoCloseable {

  private static final HttpClient CLIENT =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private final InputStream body;
  private final Consumer<JsonNode> consumer;
  private final AtomicInteger read = new AtomicInteger();

  private EventStream(InputStream body, Consumer<JsonNode> consumer) {
    this.body = body;
    this.consumer = consumer;
  }

  /**
   * Opens it at an instance.
   *
   * @param consumer of each event, called by one thread
   */
  static EventStream open(Instance instance, String shop, Consumer<JsonNode> consumer)
      throws Exception {
    // No time-out of the request: on newer JDKs that one ends the stream itself.
    var request =
        HttpRequest.newBuilder(instance.base().resolve("/api/v1/events?from=earliest"))
            .header("Accept", "text/event-stream")
            .header("Holdfast-Shop", shop)
            .build();
    var response =
        CLIENT
            .sendAsync(request, BodyHandlers.ofInputStream())
            .get(Http.PATIENCE.toSeconds(), TimeUnit.SECONDS);
    var stream = new EventStream(response.body(), consumer);
    var thread = new Thread(stream::run, "events");
    thread.setDaemon(true);
    thread.start();
    return stream;
  }

  private void run() {
    try (var lines = new BufferedReader(new InputStreamReader(body, UTF_8))) {
      for (var line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith("data: ")) {
          consumer.accept(Orders.json(line.substring(6)));
          read.incrementAndGet();
        }
      }
    } catch (IOException closed) {
      // What is missing is found by its absence.
    }
  }

  /** How many events so far. */
  int read() {
    return read.get();
  }

  @Override
  public void close() throws IOException {
    body.close();
  }
}
