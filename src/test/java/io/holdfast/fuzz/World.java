package io.holdfast.fuzz;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * What the answers so far have told: the names of things by the segment of the path before them,
 * ETags, cursors, and the SKUs of each order, so that later requests get deep. Not thread-safe.
 */
final class World {

  private static final int KEPT = 40;

  private final Random random;
  private final Map<String, List<String>> names = new HashMap<>();
  private final Map<String, String> etags = new HashMap<>();
  private final Map<String, String> cursors = new HashMap<>();
  private final Map<String, List<String>> skusOfOrders = new HashMap<>();
  private final Map<String, String> statusOfOrders = new HashMap<>();
  private final List<String> keys = new ArrayList<>();

  World(Random random) {
    this.random = random;
    name("locations", "main");
  }

  /** One of the things of this kind; null while there is none. */
  @Nullable String known(String kind) {
    var all = names.getOrDefault(kind, List.of());
    return all.isEmpty() ? null : all.get(random.nextInt(all.size()));
  }

  /** An order that this step can start from; else any one. */
  @Nullable String order(String step) {
    var wanted =
        switch (step) {
          case "confirm", "extend" -> "HELD";
          case "fulfilments" -> "CONFIRMED";
          case "returns" -> "FULFILLED";
          default -> "";
        };
    var fit =
        names.getOrDefault("orders", List.of()).stream()
            .filter(order -> wanted.equals(statusOfOrders.get(order)))
            .toList();
    return fit.isEmpty() || random.nextInt(4) == 0
        ? known("orders")
        : fit.get(random.nextInt(fit.size()));
  }

  /** A SKU that the order has, or any one. */
  @Nullable String sku(@Nullable String order) {
    var skus = skusOfOrders.getOrDefault(order == null ? "" : order, List.of());
    return skus.isEmpty() ? known("items") : skus.get(random.nextInt(skus.size()));
  }

  @Nullable String etag(String path) {
    return etags.get(path);
  }

  @Nullable String cursor(Operation list) {
    return cursors.get(list.path());
  }

  @Nullable String anyCursor() {
    var all = List.copyOf(new java.util.TreeMap<>(cursors).values());
    return all.isEmpty() ? null : all.get(random.nextInt(all.size()));
  }

  /** A key that has been used before, now and then; else a new one. */
  String key() {
    if (!keys.isEmpty() && random.nextInt(8) == 0) {
      return keys.get(random.nextInt(keys.size()));
    }
    var key = "key-" + Long.toHexString(random.nextLong());
    if (keys.size() < KEPT) {
      keys.add(key);
    } else {
      keys.set(random.nextInt(KEPT), key);
    }
    return key;
  }

  /** Takes in what a success has told. */
  void learn(Attempt attempt, Wire.Answer answer, @Nullable JsonNode body) {
    var location = answer.header("location");
    var path = location.isEmpty() ? attempt.target().split("\\?", 2)[0] : location;
    if (!location.isEmpty()) {
      var segments = location.split("/", -1);
      var kind = segments[segments.length - 2];
      name(kind.equals("levels") ? "locations" : kind, segments[segments.length - 1]);
    }
    if (!answer.header("etag").isEmpty()) {
      etags.put(stem(path), answer.header("etag"));
    }
    if (attempt.method().equals("DELETE")) {
      names.values().forEach(all -> all.removeIf(name -> path.endsWith("/" + name)));
    }
    if (body == null) {
      return;
    }
    if (body.path("next").isTextual()) {
      cursors.put(attempt.operation().path(), body.get("next").asText());
    }
    if (attempt.operation().path().endsWith("/deliveries")) {
      body.path("items").forEach(delivery -> name("deliveries", delivery.get("id").asText()));
    }
    if (body.has("lines") && body.has("id")) {
      var skus = new ArrayList<String>();
      body.get("lines").forEach(line -> skus.add(line.path("sku").asText()));
      skusOfOrders.put(body.get("id").asText(), List.copyOf(skus));
      statusOfOrders.put(body.get("id").asText(), body.path("status").asText());
    }
  }

  /** A step changes the order that it is below of. */
  private static String stem(String path) {
    return path.replaceFirst("(/orders/[^/]+)/.*", "$1");
  }

  private void name(String kind, String name) {
    var all = names.computeIfAbsent(kind, none -> new ArrayList<>());
    if (!all.contains(name)) {
      if (all.size() >= KEPT) {
        all.remove(kind.equals("locations") ? 1 : 0);
      }
      all.add(name);
    }
  }
}
