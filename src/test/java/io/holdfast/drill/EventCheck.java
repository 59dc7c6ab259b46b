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
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** I6: a reader of the stream sees every event once, and those of one order in their order. */
final class EventCheck {

  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final HttpClient CLIENT =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private final Site site;
  private final Clients clients;
  private final Findings findings;

  EventCheck(Site site, Clients clients, Findings findings) {
    this.site = site;
    this.clients = clients;
    this.findings = findings;
  }

  /** The events in the order of the stream. */
  List<JsonNode> check(StoredShop stored) throws Exception {
    var request =
        HttpRequest.newBuilder(site.instance(0).base().resolve("/api/v1/events?from=earliest"))
            .timeout(LIMIT)
            .header("Accept", "text/event-stream")
            .header("Holdfast-Shop", clients.shop())
            .build();
    var response = CLIENT.send(request, BodyHandlers.ofInputStream());
    List<JsonNode> events = new CopyOnWriteArrayList<>();
    try (var stream = response.body()) {
      CompletableFuture.runAsync(() -> read(stream, stored.events(), events))
          .get(LIMIT.toSeconds(), TimeUnit.SECONDS);
    } catch (TimeoutException missing) {
      findings.add("I6 events missing", events.size() + " of " + stored.events());
      return events;
    }
    compare(stored, events);
    return events;
  }

  private void read(InputStream stream, long wanted, List<JsonNode> events) {
    try (var lines = new BufferedReader(new InputStreamReader(stream, UTF_8))) {
      while (events.size() < wanted) {
        var line = lines.readLine();
        if (line == null) {
          return;
        }
        if (line.startsWith("data: ")) {
          events.add(Orders.json(line.substring(6)));
        }
      }
    } catch (IOException closed) {
      // What is missing is found by its absence.
    }
  }

  private void compare(StoredShop stored, List<JsonNode> events) {
    var ids = new HashSet<String>();
    Map<String, Long> versions = new HashMap<>();
    for (var event : events) {
      if (!ids.add(event.get("id").textValue())) {
        findings.add("I6 an event twice", event.toString());
      }
      if (event.get("type").textValue().startsWith("order.")) {
        var version = event.get("data").get("version").longValue();
        var before = versions.put(event.get("subject").textValue(), version);
        if ((before == null ? 0 : before + 1) != version) {
          findings.add("I6 events out of order", before + " before " + event);
        }
      }
    }
    stored
        .orders()
        .forEach(
            (id, order) -> {
              if (versions.getOrDefault(id, -1L) != order.version()) {
                findings.add(
                    "I6 events of an order",
                    "%s %s: seen up to version %s".formatted(id, order, versions.get(id)));
              }
            });
  }
}
