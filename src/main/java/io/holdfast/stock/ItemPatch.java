package io.holdfast.stock;

import io.holdfast.platform.http.Json;
import io.holdfast.platform.problem.Problem;
import java.util.Set;
import java.util.function.UnaryOperator;

/** A merge patch of an item; null takes a limit away. Immutable. */
final class ItemPatch implements UnaryOperator<ItemAttributes> {

  private static final Set<String> FIELDS =
      Set.of("name", "backorderLimit", "lowStockThreshold", "maxPerOrder", "maxPerCustomer");

  private final MergePatch patch;

  private ItemPatch(MergePatch patch) {
    this.patch = patch;
  }

  /**
   * The body as a patch.
   *
   * @throws Problem {@code validation} for a field that is unknown, wrong or not the caller's to
   *     change
   */
  static ItemPatch of(Json json, byte[] body) {
    var result = new ItemPatch(MergePatch.of(json, body, FIELDS));
    // What is wrong in itself is refused before anything is read.
    result.apply(new ItemAttributes("name", 0, null, null, null));
    return result;
  }

  @Override
  public ItemAttributes apply(ItemAttributes item) {
    var backorderLimit = patch.merged("backorderLimit", Long.class, item.backorderLimit());
    return patch.valid(
        new ItemAttributes(
            patch.required("name", String.class, item.name()),
            backorderLimit == null ? 0 : backorderLimit,
            patch.merged("lowStockThreshold", Long.class, item.lowStockThreshold()),
            patch.merged("maxPerOrder", Long.class, item.maxPerOrder()),
            patch.merged("maxPerCustomer", Long.class, item.maxPerCustomer())));
  }
}
