package io.holdfast.stock;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import io.holdfast.platform.http.Json;
import io.holdfast.platform.problem.Problem;
import io.holdfast.platform.problem.Violation;
import java.util.ArrayList;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A JSON merge patch (RFC 7396) of a flat resource: a field that is absent stays. Immutable. */
final class MergePatch {

  private final Json json;
  private final JsonNode patch;

  private MergePatch(Json json, JsonNode patch) {
    this.json = json;
    this.patch = patch;
  }

  /**
   * The body as a patch of these fields.
   *
   * @throws Problem {@code validation} for a field that is unknown or not the caller's to change
   */
  static MergePatch of(Json json, byte[] body, Set<String> fields) {
    var patch = json.tree(body);
    if (!patch.isObject()) {
      throw Problem.invalid("body", "must be a JSON object");
    }
    var violations = new ArrayList<Violation>();
    patch
        .fieldNames()
        .forEachRemaining(
            field -> {
              if (!fields.contains(field)) {
                violations.add(new Violation(field, "is unknown or cannot be patched"));
              }
            });
    if (!violations.isEmpty()) {
      throw Problem.invalid(violations);
    }
    return new MergePatch(json, patch);
  }

  /** The field's value after the patch; null where the patch takes it away. */
  <T> @Nullable T merged(String field, Class<T> type, @Nullable T current) {
    var node = patch.get(field);
    if (node == null) {
      return current;
    }
    return node instanceof NullNode ? null : json.convert(node, type, field);
  }

  /** Like {@link #merged}, for a field that cannot be taken away. */
  <T> T required(String field, Class<T> type, T current) {
    var value = merged(field, type, current);
    if (value == null) {
      throw Problem.invalid(field, "must not be null");
    }
    return value;
  }

  /** The patched value, its constraints checked. */
  <T> T valid(T value) {
    return json.valid(value);
  }
}
