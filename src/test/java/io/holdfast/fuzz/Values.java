package io.holdfast.fuzz;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Values that a schema of the document calls valid, and of those the ones that lead somewhere: a
 * field that is called {@code sku} gets a SKU that there is. Not thread-safe.
 */
final class Values {

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final List<String> EVENTS = List.of("order.confirmed", "item.sold-out");
  private static final List<String> ENTRANTS =
      List.of("combining", "optimistic", "pessimistic", "naive-decrement", "nobody");
  private static final Pattern CHOICES = Pattern.compile("\\^\\(\\?:(\\w+(?:\\|\\w+)+)\\)\\$");
  private static final int OFTEN = 4;

  private final Document document;
  private final World world;
  private final Random random;

  Values(Document document, World world, Random random) {
    this.document = document;
    this.world = world;
    this.random = random;
  }

  /**
   * A value for a body.
   *
   * @param order that the body is about; null for none
   */
  JsonNode valid(JsonNode schema, @Nullable String order) {
    return valid("", document.resolved(schema), order);
  }

  /** A value for a parameter, as text. */
  String parameter(JsonNode schema, String name) {
    return document.resolved(schema).path("format").asText().equals("date-time")
        ? "2026-01-0%dT00:00:00Z".formatted(1 + random.nextInt(9))
        : valid(name, schema, null).asText();
  }

  private JsonNode valid(String name, JsonNode given, @Nullable String order) {
    var schema = document.resolved(given);
    if (schema.has("anyOf")) {
      return valid(name, schema.get("anyOf").get(0), order);
    }
    if (schema.has("enum")) {
      return schema.get("enum").get(random.nextInt(schema.get("enum").size()));
    }
    return switch (type(schema)) {
      case "object" -> object(name, schema, order);
      case "array" -> array(name, schema, order);
      case "integer", "number" -> JSON.numberNode(number(name, schema));
      case "boolean" -> JSON.booleanNode(random.nextBoolean());
      default -> JSON.textNode(text(name, schema, order));
    };
  }

  /** The first of its types: null is not worth much here. */
  static String type(JsonNode schema) {
    var type = schema.path("type");
    return type.isArray() ? type.get(0).asText() : type.asText("string");
  }

  private JsonNode object(String name, JsonNode schema, @Nullable String order) {
    var object = JSON.objectNode();
    if (!schema.has("properties")) {
      return name.isEmpty() ? object : object.put("note", "any").put("n", random.nextInt(9));
    }
    var required = new ArrayList<String>();
    schema.path("required").forEach(field -> required.add(field.asText()));
    schema
        .get("properties")
        .properties()
        .forEach(
            property -> {
              var field = property.getKey();
              if (required.contains(field)
                  || random.nextInt(field.equals("hold") ? 2 : OFTEN) == 0) {
                object.set(field, valid(field, property.getValue(), order));
              }
            });
    return object;
  }

  private JsonNode array(String name, JsonNode schema, @Nullable String order) {
    var array = JSON.arrayNode();
    var size = Math.max(schema.path("minItems").asInt(0), 1 + random.nextInt(3) / 2);
    for (var i = 0; i < size; i++) {
      array.add(valid(name, schema.path("items"), order));
    }
    return array;
  }

  private long number(String name, JsonNode schema) {
    var min = schema.path("minimum").asLong(0);
    var max = schema.path("maximum").asLong(1000);
    var usual =
        switch (name) {
          case "delta" -> 1 + random.nextInt(60) - (random.nextInt(OFTEN) == 0 ? 40 : 0);
          case "onHand", "stock", "backorderLimit" -> random.nextInt(100);
          case "priority" -> random.nextInt(10);
          case "seconds" -> 1 + random.nextInt(120);
          case "buyers" -> 1 + random.nextInt(8);
          case "thinkMillis" -> random.nextInt(2);
          default -> 1 + random.nextInt(3);
        };
    if (random.nextInt(12) == 0 && !name.equals("buyers")) {
      return random.nextBoolean() ? min : max;
    }
    return Math.max(min, Math.min(max, usual));
  }

  private String text(String name, JsonNode schema, @Nullable String order) {
    var known =
        switch (name) {
          case "sku" -> order == null && random.nextInt(OFTEN) == 0 ? null : world.sku(order);
          case "location", "from", "to" -> world.known("locations");
          // Nobody listens there, and finding out takes no time.
          case "url" -> "http://127.0.0.1:9/hook-" + random.nextInt(100);
          case "types" -> EVENTS.get(random.nextInt(EVENTS.size()));
          case "secret" -> "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
          case "strategies" -> ENTRANTS.get(random.nextInt(ENTRANTS.size()));
          case "scenario" -> "seed";
          case "customer" -> "customer-" + random.nextInt(5);
          default -> null;
        };
    if (known != null) {
      return known;
    }
    var choices = CHOICES.matcher(schema.path("pattern").asText());
    if (choices.matches()) {
      var all = choices.group(1).split("\\|", -1);
      return all[random.nextInt(all.length)];
    }
    if (schema.path("pattern").asText().contains("A-Za-z0-9")) {
      return "F" + Long.toString(random.nextLong() >>> 1, 36);
    }
    var max = Math.min(schema.path("maxLength").asInt(20), 500);
    var length = random.nextInt(10) == 0 ? max : 1 + random.nextInt(Math.min(max, 12));
    return random
        .ints(length, 0, 30)
        .mapToObj(i -> "abcdefghijklmnopqrst äß€-'\";,=".substring(i, i + 1))
        .collect(java.util.stream.Collectors.joining());
  }
}
