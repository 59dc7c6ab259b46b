package io.holdfast.reservation.decision;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An order as it stands. Immutable.
 *
 * @param metadata JSON of the caller's, never looked into
 * @param createdAt by the database's clock
 */
public record Order(
    UUID id,
    OrderStatus status,
    @Nullable String customer,
    @Nullable String reference,
    @Nullable String metadata,
    List<OrderLine> lines,
    Instant createdAt,
    @Nullable Instant expiresAt,
    long version) {

  /** The same order with these lines. */
  public Order withLines(Collection<OrderLine> these) {
    return new Order(
        id,
        status,
        customer,
        reference,
        metadata,
        List.copyOf(these),
        createdAt,
        expiresAt,
        version);
  }

  /** The order after it was cancelled: nothing reserved, one version on. */
  Order cancelled() {
    return new Order(
        id,
        OrderStatus.CANCELLED,
        customer,
        reference,
        metadata,
        lines.stream().map(OrderLine::released).toList(),
        createdAt,
        null,
        version + 1);
  }
}
