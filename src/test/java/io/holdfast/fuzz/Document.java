package io.holdfast.fuzz;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The OpenAPI document of the service: its operations, and whether a value is what a schema of it
 * says. Not thread-safe.
 */
final class Document {

  private static final List<String> METHODS = List.of("get", "put", "post", "delete", "patch");

  private final JsonNode root;
  // As it is, for what is sent; and without room for members that it does not name, for answers.
  private final JsonNode components;
  private final JsonNode closedComponents;
  private final SchemaRegistry registry =
      SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
  private final Map<JsonNode, Schema> open = new HashMap<>();
  private final Map<JsonNode, Schema> closed = new HashMap<>();

  Document(JsonNode root) {
    this.root = root;
    components = root.path("components");
    closedComponents = closed(components.deepCopy());
  }

  static Document of(String json) {
    try {
      return new Document(new ObjectMapper().readTree(json));
    } catch (java.io.IOException malformed) {
      throw new IllegalArgumentException(malformed);
    }
  }

  List<Operation> operations() {
    var operations = new ArrayList<Operation>();
    root.path("paths")
        .properties()
        .forEach(
            path ->
                METHODS.forEach(
                    method -> {
                      if (path.getValue().has(method)) {
                        operations.add(operation(method, path.getKey(), path.getValue()));
                      }
                    }));
    return List.copyOf(operations);
  }

  private Operation operation(String method, String path, JsonNode item) {
    var operation = item.get(method);
    var parameters = new ArrayList<Operation.Parameter>();
    for (var group : List.of(item.path("parameters"), operation.path("parameters"))) {
      group.forEach(
          parameter ->
              parameters.add(
                  new Operation.Parameter(
                      parameter.get("name").asText(),
                      parameter.get("in").asText(),
                      parameter.path("schema"))));
    }
    var body = operation.path("requestBody").path("content").properties().stream().findFirst();
    var answers = new TreeMap<Integer, Map<String, JsonNode>>();
    operation
        .path("responses")
        .properties()
        .forEach(
            answer -> answers.put(Integer.valueOf(answer.getKey()), schemas(answer.getValue())));
    return new Operation(
        method.toUpperCase(java.util.Locale.ROOT),
        path,
        List.copyOf(parameters),
        body.map(Map.Entry::getKey).orElse(null),
        body.map(content -> content.getValue().path("schema")).orElse(null),
        answers);
  }

  private static Map<String, JsonNode> schemas(JsonNode answer) {
    var schemas = new TreeMap<String, JsonNode>();
    answer
        .path("content")
        .properties()
        .forEach(media -> schemas.put(media.getKey(), media.getValue().path("schema")));
    return schemas;
  }

  /** The schema itself, where this is a reference to it. */
  JsonNode resolved(JsonNode schema) {
    var reference = schema.path("$ref").asText("");
    return reference.isEmpty() ? schema : resolved(root.at(reference.substring(1)));
  }

  /** What is wrong with a value that is sent; null for nothing. */
  @Nullable String violation(JsonNode schema, JsonNode value) {
    return first(open.computeIfAbsent(schema, it -> compiled(it, components)), value);
  }

  /** What is wrong with a value that was answered, members that nobody announced included. */
  @Nullable String violationOfAnswer(JsonNode schema, JsonNode value) {
    return first(
        closed.computeIfAbsent(schema, it -> compiled(closed(it.deepCopy()), closedComponents)),
        value);
  }

  private static @Nullable String first(Schema schema, JsonNode value) {
    var errors = schema.validate(value);
    return errors.isEmpty() ? null : errors.get(0).toString();
  }

  private Schema compiled(JsonNode schema, JsonNode withComponents) {
    ObjectNode standalone = schema.deepCopy();
    standalone.set("components", withComponents);
    return registry.getSchema(standalone);
  }

  private static JsonNode closed(JsonNode schema) {
    if (schema instanceof ObjectNode object
        && object.path("properties").isObject()
        && !object.has("additionalProperties")) {
      object.put("additionalProperties", false);
    }
    schema.forEach(Document::closed);
    return schema;
  }
}
