package io.holdfast.stock;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import io.holdfast.platform.http.Json;
import io.holdfast.platform.problem.Problem;
import io.holdfast.platform.problem.Violation;
import java.util.ArrayList;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A JSON merge patch (RFC 7396) of an item: a field that is absent stays, null takes a limit away.
 * Immutable.
 */
final class ItemPatch implements UnaryOperator<ItemAttributes> {

  private static final Set<String> FIELDS =
      Set.of("name", "backorderLimit", "lowStockThreshold", "maxPerOrder", "maxPerCustomer");

  private final Json json;
  private final JsonNode patch;

  private ItemPatch(Json json, JsonNode patch) {
    this.json = json;
    this.patch = patch;
  }

  /**
   * @throws Problem {@code validation} for a field that is unknown or not the caller's to change
   */
  static ItemPatch of(Json json, byte[] body) {
    var patch = json.tree(body);
    if (!patch.isObject()) {
      throw Problem.invalid("body", "must be a JSON object");
    }
    var violations = new ArrayList<Violation>();
    patch
        .fieldNames()
        .forEachRemaining(
            field -> {
              if (!FIELDS.contains(field)) {
                violations.add(new Violation(field, "is unknown or cannot be patched"));
              }
            });
    if (!violations.isEmpty()) {
      throw Problem.invalid(violations);
    }
    var result = new ItemPatch(json, patch);
    // What is wrong in itself is refused before anything is read.
    result.apply(new ItemAttributes("name", 0, null, null, null));
    return result;
  }

  @Override
  public ItemAttributes apply(ItemAttributes item) {
    var backorderLimit = merged("backorderLimit", Long.class, item.backorderLimit());
    var name = merged("name", String.class, item.name());
    if (name == null) {
      throw Problem.invalid("name", "must not be null");
    }
    return json.valid(
        new ItemAttributes(
            name,
            backorderLimit == null ? 0 : backorderLimit,
            merged("lowStockThreshold", Long.class, item.lowStockThreshold()),
            merged("maxPerOrder", Long.class, item.maxPerOrder()),
            merged("maxPerCustomer", Long.class, item.maxPerCustomer())));
  }

  private <T> @Nullable T merged(String field, Class<T> type, @Nullable T current) {
    var node = patch.get(field);
    if (node == null) {
      return current;
    }
    return node instanceof NullNode ? null : json.convert(node, type, field);
  }
}
