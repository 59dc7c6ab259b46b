package io.holdfast.drill;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** Requests to instances over connections of the JDK's client. Thread-safe. */
final class Http {

  /** An answer as it came. */
  record Answer(int status, HttpHeaders headers, String body) {

    boolean isSuccess() {
      return status / 100 == 2;
    }

    boolean isProblem(String type) {
      return body.contains("/problems/" + type + "\"");
    }
  }

  /** Longer than the service waits for a database that has fallen silent. */
  static final Duration PATIENCE = Duration.ofSeconds(20);

  private static final HttpClient CLIENT =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(2))
          .build();

  private Http() {}

  static Answer get(Instance instance, String path, String... headers) throws IOException {
    var request = HttpRequest.newBuilder(instance.base().resolve(path)).timeout(PATIENCE);
    return send(headers.length == 0 ? request : request.headers(headers));
  }

  static Answer post(
      Instance instance, String path, String body, Duration patience, String... headers)
      throws IOException {
    return send(
        HttpRequest.newBuilder(instance.base().resolve(path))
            .timeout(patience)
            .header("Content-Type", "application/json")
            .headers(headers)
            .POST(HttpRequest.BodyPublishers.ofString(body, UTF_8)));
  }

  private static Answer send(HttpRequest.Builder request) throws IOException {
    try {
      var response = CLIENT.send(request.build(), BodyHandlers.ofString(UTF_8));
      return new Answer(response.statusCode(), response.headers(), response.body());
    } catch (InterruptedException over) {
      Thread.currentThread().interrupt();
      throw new IOException(over);
    }
  }
}
