package io.holdfast.platform.problem;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The methods of every path, for {@code Allow}: the framework refuses a method without naming the
 * others, and where two resources share a prefix it takes the path for unknown. A test holds this
 * table against the OpenAPI document. Stateless.
 */
final class Routes {

  private static final Map<Pattern, List<String>> METHODS = new LinkedHashMap<>();

  static {
    route("", "GET");
    route("/about", "GET");
    route("/contention", "GET");
    route("/contention/samples", "GET");
    route("/events", "GET");
    route("/events/webhooks/*", "GET");
    route("/health", "GET");
    route("/items.csv", "GET");
    route("/orders", "GET");
    route("/orders/*", "GET");
    route("/api/v1/adjustments", "POST");
    route("/api/v1/contention", "GET");
    route("/api/v1/events", "GET");
    route("/api/v1/invariants", "GET");
    route("/api/v1/invariants/check", "POST");
    route("/api/v1/invariants/repairs", "POST");
    route("/api/v1/items", "GET", "POST");
    route("/api/v1/items/import", "POST");
    route("/api/v1/items/export", "GET");
    route("/api/v1/items/imports/*", "GET");
    route("/api/v1/items/*", "GET", "PATCH", "DELETE");
    route("/api/v1/items/*/adjustments", "POST");
    route("/api/v1/items/*/levels/*", "GET", "PUT");
    route("/api/v1/items/*/movements", "GET");
    route("/api/v1/items/*/transfers", "POST");
    route("/api/v1/lab/scenarios", "GET");
    route("/api/v1/lab/races", "POST");
    route("/api/v1/lab/races/*", "GET");
    route("/api/v1/lab/races/*/events", "GET");
    route("/api/v1/lab/races/*/result.csv", "GET");
    route("/api/v1/lab/races/*/result.json", "GET");
    route("/api/v1/locations", "GET", "POST");
    route("/api/v1/locations/*", "GET", "PATCH");
    route("/api/v1/orders", "GET", "POST");
    route("/api/v1/orders/*", "GET");
    route("/api/v1/orders/*/cancel", "POST");
    route("/api/v1/orders/*/confirm", "POST");
    route("/api/v1/orders/*/extend", "POST");
    route("/api/v1/orders/*/fulfilments", "POST");
    route("/api/v1/orders/*/returns", "POST");
    route("/api/v1/orders/*/timeline", "GET");
    route("/api/v1/webhooks", "GET", "POST");
    route("/api/v1/webhooks/*", "GET", "DELETE");
    route("/api/v1/webhooks/*/deliveries", "GET");
    route("/api/v1/webhooks/*/deliveries/*/retry", "POST");
    route("/lab", "GET");
    route("/lab/races/*", "GET");
    route("/problems/*", "GET");
    route("/stock/*", "GET");
  }

  private Routes() {}

  /** The methods that this path offers; none where there is no such path. */
  static List<String> methods(String path) {
    return METHODS.entrySet().stream()
        .filter(route -> route.getKey().matcher(path).matches())
        .findFirst()
        .map(Map.Entry::getValue)
        .orElse(List.of());
  }

  private static void route(String path, String... methods) {
    METHODS.put(Pattern.compile(path.replace("*", "[^/]+") + "/?"), List.of(methods));
  }
}
