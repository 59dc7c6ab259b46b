package io.holdfast.monitoring;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.holdfast.ExternalProgram;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/** A real Prometheus that scrapes every second and has the alerts with windows of seconds. */
final class PrometheusServer implements AutoCloseable {

  private final HttpClient client = HttpClient.newHttpClient();
  private final Process process;
  private final int port;

  PrometheusServer(Path directory, List<URI> instances) throws IOException {
    var program = ExternalProgram.require("prometheus", "apt-get install prometheus");
    try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    Files.writeString(
        directory.resolve("alerts.yaml"),
        Files.readString(Queries.ALERTS).replaceAll("\\b(5|10|15|30)m\\b", "5s"));
    var configuration =
        Files.writeString(
            directory.resolve("prometheus.yaml"),
            """
            global: {scrape_interval: 1s, evaluation_interval: 1s}
            rule_files: [alerts.yaml]
            scrape_configs:
              - job_name: holdfast
                metrics_path: /q/metrics
                static_configs: [{targets: [%s]}]
            """
                .formatted(
                    instances.stream()
                        .map(instance -> '"' + instance.getAuthority() + '"')
                        .collect(Collectors.joining(", "))));
    process =
        new ProcessBuilder(
                program.toString(),
                "--config.file=" + configuration,
                "--storage.tsdb.path=" + directory.resolve("series"),
                "--web.listen-address=127.0.0.1:" + port)
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("prometheus.log").toFile())
            .start();
    await()
        .atMost(30, SECONDS)
        .failFast("prometheus has ended", () -> !process.isAlive())
        .ignoreExceptions()
        .until(() -> value("sum(up{job=\"holdfast\"})") == instances.size());
  }

  /** The alerts that fire, by name. */
  List<String> firing() throws IOException, InterruptedException {
    return get("/api/v1/alerts").get("data").get("alerts").findParents("labels").stream()
        .filter(alert -> alert.get("state").textValue().equals("firing"))
        .map(alert -> alert.get("labels").get("alertname").textValue())
        .toList();
  }

  /** Since when every rule has been evaluated at least once. */
  Instant evaluated() throws IOException, InterruptedException {
    return get("/api/v1/rules").get("data").get("groups").findValues("lastEvaluation").stream()
        .map(time -> OffsetDateTime.parse(time.textValue()).toInstant())
        .min(Comparator.naturalOrder())
        .orElseThrow();
  }

  /** What a query finds now. */
  JsonNode query(String query) throws IOException, InterruptedException {
    return get("/api/v1/query?query=" + URLEncoder.encode(query, UTF_8)).get("data").get("result");
  }

  /** The value of a query that finds one. */
  double value(String query) throws IOException, InterruptedException {
    return Double.parseDouble(query(query).get(0).get("value").get(1).textValue());
  }

  private JsonNode get(String path) throws IOException, InterruptedException {
    var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build();
    var answer =
        new ObjectMapper()
            .readTree(client.send(request, HttpResponse.BodyHandlers.ofString(UTF_8)).body());
    if (!answer.get("status").textValue().equals("success")) {
      throw new AssertionError(path + ": " + answer);
    }
    return answer;
  }

  @Override
  public void close() {
    process.destroyForcibly();
    process.onExit().join();
  }
}
