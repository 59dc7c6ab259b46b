package io.holdfast.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamWriteConstraints;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.net.URLEncoder;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;

/**
 * Requests of one shop, one after the other: as the document wants them, or with one thing wrong.
 * Not thread-safe.
 */
final class Attempts {

  static final String SHOP = "fuzz";
  static final String OTHER_SHOP = "fuzz-other";

  private static final Pattern PLACE = Pattern.compile("([^/]+)/\\{([^}]+)}");

  private static final JsonMapper PLAIN =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamWriteConstraints(
                      StreamWriteConstraints.builder().maxNestingDepth(10_000).build())
                  .build())
          .build();
  private static final JsonMapper ESCAPED =
      PLAIN.rebuild().configure(JsonWriteFeature.ESCAPE_NON_ASCII.mappedFeature(), true).build();

  private final List<Operation> operations;
  private final World world;
  private final Values values;
  private final Hostile hostile;
  private final Mutations mutations;
  private final Random random;

  Attempts(Document document, World world, Random random) {
    this.world = world;
    this.random = random;
    values = new Values(document, world, random);
    hostile = new Hostile(random);
    mutations = new Mutations(world, hostile, random);
    operations = weighted(document.operations());
  }

  /** What makes things comes more often than what only looks at them; races take their time. */
  private static List<Operation> weighted(List<Operation> all) {
    var weighted = new ArrayList<Operation>();
    for (var operation : all) {
      var times =
          operation.toString().equals("POST /api/v1/orders")
              ? 12
              : operation.toString().equals("POST /api/v1/lab/races")
                  ? 1
                  : operation.schema() != null ? 6 : 3;
      for (var i = 0; i < times; i++) {
        weighted.add(operation);
      }
    }
    return weighted;
  }

  Attempt next() {
    var operation = operations.get(random.nextInt(operations.size()));
    var attempt = valid(operation);
    return random.nextInt(100) < 45 ? attempt : mutated(attempt);
  }

  /** The same key with another body, where there can be one. */
  Attempt otherBody(Attempt attempt) {
    var operation = attempt.operation();
    var body = "{\"reason\":\"found\",\"other\":%d}".formatted(random.nextInt());
    return attempt
        .body(operation.schema() == null ? new byte[0] : body.getBytes(UTF_8))
        .hopeless("its key stands for another request");
  }

  private Attempt mutated(Attempt attempt) {
    var operation = attempt.operation();
    var choice = random.nextInt(16);
    if (attempt.body() != null && operation.schema() != null && choice < 9) {
      return body(attempt, operation.schema(), choice);
    }
    if (!operation.parameters("query").isEmpty() && choice % 2 == 0) {
      return mutations.query(attempt);
    }
    if (operation.path().contains("{") && choice % 5 == 0) {
      return path(attempt);
    }
    return switch (choice) {
      case 1 -> mutations.method(attempt, operations);
      case 3 -> mutations.wire(attempt);
      default -> mutations.header(attempt);
    };
  }

  private Attempt body(Attempt valid, JsonNode schema, int choice) {
    var type = String.valueOf(valid.operation().mediaType());
    var attempt = valid.with("Content-Type", type);
    if (!type.endsWith("json")) {
      return attempt.body(csv(true)).because("CSV with something wrong");
    }
    var order = order(attempt.target());
    var good = values.valid(schema, order);
    return choice < 2
        ? attempt.body(hostile.unreadable(write(good))).because("a body that cannot be read")
        : attempt
            .body(write(hostile.changed(good)).getBytes(UTF_8))
            .because("a body with one thing wrong");
  }

  Attempt valid(Operation operation) {
    var path = filled(operation);
    var attempt =
        new Attempt(
                operation,
                operation.method(),
                path + query(operation),
                List.of(),
                null,
                "as documented",
                null,
                false)
            .with("Holdfast-Shop", random.nextInt(40) == 0 ? OTHER_SHOP : SHOP);
    attempt = conditions(attempt, path);
    if (operation.hasHeader("Idempotency-Key") && random.nextBoolean()) {
      attempt = attempt.with("Idempotency-Key", world.key());
    }
    if (operation.schema() == null || (order(path) != null && random.nextInt(3) == 0)) {
      return operation.method().equals("POST") ? attempt.body(new byte[0]) : attempt;
    }
    var type = String.valueOf(operation.mediaType());
    var body =
        type.endsWith("json")
            ? write(values.valid(operation.schema(), order(path))).getBytes(UTF_8)
            : csv(false);
    return attempt.with("Content-Type", type).body(body);
  }

  private Attempt conditions(Attempt attempt, String path) {
    var operation = attempt.operation();
    var etag = world.etag(path.replaceFirst("(/orders/[^/]+)/.*", "$1"));
    var conditional = attempt;
    var needed = operation.answers().containsKey(428);
    if (operation.hasHeader("If-Match") && (needed || random.nextInt(4) == 0)) {
      if (etag == null && operation.hasHeader("If-None-Match")) {
        return attempt.with("If-None-Match", "*");
      }
      // A stale one is not met by a better one before somebody reads it again.
      var any = etag == null || random.nextInt(4) == 0;
      conditional = attempt.with("If-Match", any ? "*" : etag);
    } else if (operation.hasHeader("If-None-Match") && etag != null && random.nextInt(4) == 0) {
      conditional = attempt.with("If-None-Match", etag);
    }
    return conditional;
  }

  private String filled(Operation operation) {
    return PLACE
        .matcher(operation.path())
        .replaceAll(
            place -> {
              var kind = place.group(1).equals("levels") ? "locations" : place.group(1);
              var step = operation.path().replaceFirst(".*/", "");
              var name = kind.equals("orders") ? world.order(step) : world.known(kind);
              return place.group(1) + "/" + (name == null ? "unknown" : name);
            });
  }

  private Attempt path(Attempt attempt) {
    var segments =
        List.of("%00", "%zz", "%", "%ff", "a%2Fb", "%0d%0a", "%7B%7D", "%25", "x".repeat(3000));
    var text = hostile.text();
    var encoded = URLEncoder.encode(text.isEmpty() || text.equals("import") ? "-" : text, UTF_8);
    var segment =
        random.nextBoolean()
            ? segments.get(random.nextInt(segments.size()))
            : encoded.replace("+", "%20").replace(".", "%2E");
    var places = PLACE.matcher(attempt.operation().path()).results().toList();
    var place = places.get(random.nextInt(places.size()));
    var before =
        attempt.operation().path().substring(0, place.start(2) - 1).split("/", -1).length - 1;
    var path = attempt.target().split("\\?", 2)[0].split("/", -1);
    path[before] = segment;
    return attempt.to(String.join("/", path)).because("a path that leads nowhere").broken();
  }

  /** The order that a step is about. */
  private static @org.jspecify.annotations.Nullable String order(String target) {
    var segments = target.split("/", -1);
    return segments.length > 5 && segments[3].equals("orders") ? segments[4] : null;
  }

  private String query(Operation operation) {
    var pairs = new ArrayList<String>();
    for (var parameter : operation.parameters("query")) {
      if (random.nextInt(4) == 0) {
        var value =
            switch (parameter.name()) {
              case "limit" -> Integer.toString(1 + random.nextInt(5));
              case "after" -> world.cursor(operation);
              case "async" -> "true";
              default -> values.parameter(parameter.schema(), parameter.name());
            };
        if (value != null) {
          pairs.add(parameter.name() + "=" + URLEncoder.encode(value, UTF_8));
        }
      }
    }
    return pairs.isEmpty() ? "" : "?" + String.join("&", pairs);
  }

  private byte[] csv(boolean wrong) {
    var columns = new ArrayList<>(List.of("sku", "name", "onHand"));
    if (random.nextInt(3) == 0) {
      columns.set(2, "delta");
      columns.addAll(List.of("location", "backorderLimit", "maxPerOrder"));
    }
    if (wrong && random.nextInt(4) == 0) {
      columns.set(random.nextInt(columns.size()), hostile.text());
    }
    var text = new StringBuilder(String.join(",", columns)).append("\r\n");
    for (var row = random.nextInt(6); row >= 0; row--) {
      for (var column : columns) {
        var value =
            switch (column) {
              case "sku" -> random.nextBoolean() ? world.sku(null) : "C" + random.nextInt(500);
              case "name" -> "Item, \"" + random.nextInt(9) + "\"";
              case "location" -> world.known("locations");
              default -> Integer.toString(1 + random.nextInt(40));
            };
        var cell = wrong && random.nextInt(6) == 0 ? hostile.text() : String.valueOf(value);
        // A quote that is not doubled is one more way to be wrong.
        var quoted = wrong && random.nextInt(30) == 0 ? cell : cell.replace("\"", "\"\"");
        text.append('"').append(quoted).append("\",");
      }
      text.setLength(text.length() - (wrong && random.nextInt(20) == 0 ? 0 : 1));
      text.append("\r\n");
    }
    var bytes = text.toString().getBytes(UTF_8);
    if (wrong && random.nextInt(5) == 0) {
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
    }
    return bytes;
  }

  /** Half a surrogate pair can only be sent escaped. */
  private String write(JsonNode node) {
    try {
      return (random.nextBoolean() ? PLAIN : ESCAPED).writeValueAsString(node);
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
