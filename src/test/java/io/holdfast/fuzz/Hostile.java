package io.holdfast.fuzz;

import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * What nobody should send: values of another type and at or behind every bound, text that hurts,
 * and bytes that are no JSON. Not thread-safe.
 */
final class Hostile {

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  /** No word of these may come up in what the service says of its own accord. */
  private static final List<String> TEXTS =
      List.of(
          "",
          " ",
          "\0",
          "nul\0inside",
          "\ud800",
          "\udc00\ud800",
          "'; DROP TABLE item; --",
          "1' OR '1'='1",
          "\\",
          "\"",
          "%00",
          "%s%n%d{0}",
          "${jndi:ldap://127.0.0.1/x}",
          "{{7*7}}",
          "<script>alert(1)</script>",
          "=1+1",
          "'=1+1",
          "../../etc/passwd",
          "\r\nSet-Cookie: a=b",
          "\ufeffbom",
          "\ufffd",
          "\u202eright to left",
          "e\u0301\u0301\u0301",
          "\ud83d\udc68\u200d\ud83d\udc69\u200d\ud83d\udc67",
          "null",
          "true",
          "-1",
          "1e400",
          "NaN",
          "import",
          "9223372036854775808",
          "2026-02-30T25:61:00Z",
          "+999999999-12-31T23:59:59Z",
          "00000000-0000-0000-0000-000000000000",
          "a".repeat(64),
          "a".repeat(65),
          "n".repeat(200),
          "n".repeat(201),
          "n".repeat(501),
          "w".repeat(20_000),
          "\ud83d\udca9".repeat(101));

  private static final List<JsonNode> NUMBERS =
      List.of(
          JSON.numberNode(0),
          JSON.numberNode(-1),
          JSON.numberNode(1),
          JSON.numberNode(1_000_000),
          JSON.numberNode(1_000_001),
          JSON.numberNode(1_000_000_000_000L),
          JSON.numberNode(1_000_000_000_001L),
          JSON.numberNode(Integer.MAX_VALUE),
          JSON.numberNode(Long.MAX_VALUE),
          JSON.numberNode(Long.MIN_VALUE),
          JSON.numberNode(BigInteger.ONE.shiftLeft(63)),
          JSON.numberNode(BigInteger.ONE.shiftLeft(64).add(BigInteger.ONE)),
          JSON.numberNode(BigInteger.TEN.pow(900)),
          JSON.numberNode(new BigDecimal("1.5")),
          JSON.numberNode(new BigDecimal("1e400")),
          JSON.numberNode(new BigDecimal("1e-400")));

  private final Random random;

  Hostile(Random random) {
    this.random = random;
  }

  String text() {
    return TEXTS.get(random.nextInt(TEXTS.size()));
  }

  /** One thing of the value is something else. */
  JsonNode changed(JsonNode value) {
    var copy = value.deepCopy();
    var containers = new ArrayList<JsonNode>();
    collect(copy, containers);
    if (containers.isEmpty() || random.nextInt(25) == 0) {
      return anything();
    }
    var container = containers.get(random.nextInt(containers.size()));
    if (container instanceof ObjectNode object) {
      change(object);
    } else if (container instanceof ArrayNode array) {
      change(array);
    }
    return copy;
  }

  private void change(ObjectNode object) {
    var fields = new ArrayList<String>();
    object.fieldNames().forEachRemaining(fields::add);
    var choice = random.nextInt(10);
    if (fields.isEmpty() || choice == 0) {
      var unknown = List.of("id", "version", "status", "reserved", "createdAt", "x", "", "$ref");
      object.set(unknown.get(random.nextInt(unknown.size())), anything());
      return;
    }
    var field = fields.get(random.nextInt(fields.size()));
    if (choice == 1) {
      object.remove(field);
    } else if (choice == 2) {
      object.set(field.toUpperCase(java.util.Locale.ROOT), object.remove(field));
    } else {
      object.set(field, insteadOf(object.get(field)));
    }
  }

  private void change(ArrayNode array) {
    switch (random.nextInt(5)) {
      case 0 -> array.removeAll();
      case 1 -> array.addNull();
      case 2 -> array.add(anything());
      case 3 -> {
        var size = List.of(2, 100, 101, 1001).get(random.nextInt(4));
        var first = array.isEmpty() ? anything() : array.get(0);
        while (array.size() < size) {
          array.add(first);
        }
      }
      default -> {
        if (array.isEmpty()) {
          array.add(anything());
        } else {
          array.set(0, insteadOf(array.get(0)));
        }
      }
    }
  }

  /** Mostly of the same type: it gets deeper. */
  private JsonNode insteadOf(JsonNode value) {
    if (value.isNumber() && random.nextInt(3) > 0) {
      return NUMBERS.get(random.nextInt(NUMBERS.size()));
    }
    if (value.isTextual() && random.nextInt(3) > 0) {
      return JSON.textNode(text());
    }
    return anything();
  }

  private JsonNode anything() {
    return switch (random.nextInt(9)) {
      case 0 -> JSON.nullNode();
      case 1 -> JSON.booleanNode(random.nextBoolean());
      case 2 -> JSON.objectNode();
      case 3 -> JSON.arrayNode();
      case 4 -> JSON.arrayNode().add(1);
      case 5 -> nested(List.of(2, 8, 9, 70, 1500).get(random.nextInt(5)));
      case 6 -> NUMBERS.get(random.nextInt(NUMBERS.size()));
      default -> JSON.textNode(text());
    };
  }

  private JsonNode nested(int levels) {
    JsonNode node = JSON.numberNode(1);
    for (var i = 0; i < levels; i++) {
      node =
          random.nextInt(10) == 0 ? JSON.arrayNode().add(node) : JSON.objectNode().set("a", node);
    }
    return node;
  }

  private static void collect(JsonNode node, List<JsonNode> containers) {
    if (node.isContainerNode()) {
      containers.add(node);
    }
    node.forEach(child -> collect(child, containers));
  }

  /** Bytes in place of a good JSON object that nobody can read as one. */
  byte[] unreadable(String good) {
    var bytes = good.getBytes(UTF_8);
    return switch (random.nextInt(13)) {
      case 0 -> new byte[] {};
      case 1 -> good.substring(0, good.length() - 1).getBytes(UTF_8);
      case 2 -> (good + " x").getBytes(UTF_8);
      case 3 -> (good + good).getBytes(UTF_8);
      case 4 -> good.getBytes(UTF_16);
      case 5 -> "[".repeat(1 + random.nextInt(100_000)).getBytes(UTF_8);
      case 6 -> ("{\"\":" + "9".repeat(1 + random.nextInt(50_000))).getBytes(UTF_8);
      case 7 -> ("[" + good + "]").getBytes(UTF_8);
      case 8 -> "null".getBytes(UTF_8);
      case 9 -> {
        random.nextBytes(bytes);
        yield bytes;
      }
      case 10 -> {
        // Inside of a text or a name, or between tokens: neither is UTF-8.
        bytes[random.nextInt(bytes.length)] = (byte) (0x80 + random.nextInt(0x80));
        yield bytes;
      }
      case 11 -> ("\ufeff" + good + '\0').getBytes(UTF_8);
      default -> good.replaceFirst("\\{", "{\"twice\":1,\"twice\":2,").getBytes(UTF_8);
    };
  }
}
