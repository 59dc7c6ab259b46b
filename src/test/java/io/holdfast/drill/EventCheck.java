package io.holdfast.drill;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;

/** I6: a reader of the stream sees every event once, and those of one order in their order. */
final class EventCheck {

  private final Site site;
  private final Clients clients;
  private final Findings findings;
  private final Duration patience;

  EventCheck(Site site, Clients clients, Findings findings, Duration patience) {
    this.site = site;
    this.clients = clients;
    this.findings = findings;
    this.patience = patience;
  }

  /** The events in the order of the stream. */
  List<JsonNode> check(StoredShop stored) throws Exception {
    var events = Collections.synchronizedList(new ArrayList<JsonNode>());
    try (var stream = EventStream.open(site.instance(0), clients.shop(), events::add)) {
      Await.until(patience, "all events are read", () -> stream.read() >= stored.events());
    } catch (org.awaitility.core.ConditionTimeoutException missing) {
      findings.add("I6 events missing", events.size() + " of " + stored.events());
      return List.copyOf(events);
    }
    var all = List.copyOf(events);
    compare(stored, all);
    return all;
  }

  /** Judges what a reader was told, in the order of the stream. */
  void compare(StoredShop stored, List<JsonNode> events) {
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
