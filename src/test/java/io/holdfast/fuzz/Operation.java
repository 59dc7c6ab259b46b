package io.holdfast.fuzz;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An operation as the OpenAPI document tells it.
 *
 * @param path the template
 * @param mediaType of the body; null where there is none
 * @param schema of the body; null where there is none
 * @param answers what each status carries, by media type; none for an empty answer
 */
record Operation(
    String method,
    String path,
    List<Parameter> parameters,
    @Nullable String mediaType,
    @Nullable JsonNode schema,
    Map<Integer, Map<String, JsonNode>> answers) {

  /**
   * A parameter.
   *
   * @param in path, query or header
   */
  record Parameter(String name, String in, JsonNode schema) {}

  /** Whether the answer is a stream that does not end by itself. */
  boolean isStream() {
    return answers.values().stream().anyMatch(content -> content.containsKey("text/event-stream"));
  }

  List<Parameter> parameters(String in) {
    return parameters.stream().filter(parameter -> parameter.in().equals(in)).toList();
  }

  boolean hasHeader(String name) {
    return parameters("header").stream().anyMatch(header -> header.name().equals(name));
  }

  @Override
  public String toString() {
    return method + " " + path;
  }
}
