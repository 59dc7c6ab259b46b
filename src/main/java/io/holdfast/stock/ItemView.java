package io.holdfast.stock;

import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An item as callers see it, with its stock in all locations. */
@RegisterForReflection
public record ItemView(
    String sku,
    String name,
    long onHand,
    long reserved,
    long available,
    long backorderLimit,
    @Nullable Long lowStockThreshold,
    @Nullable Long maxPerOrder,
    @Nullable Long maxPerCustomer,
    long version,
    List<LevelView> levels,
    Instant createdAt,
    Instant updatedAt) {

  /** Changes with the attributes and with the stock. */
  String etag() {
    return "\"" + version + "." + levels.stream().mapToLong(LevelView::version).sum() + "\"";
  }
}
