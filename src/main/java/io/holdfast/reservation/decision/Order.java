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
 * @param expiresAt when its hold ends, or ended; null for an order that was never held
 * @param principal who placed it; null where that is not known
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
    @Nullable String principal,
    long version) {

  /** The same order with these lines. */
  public Order withLines(Collection<OrderLine> these) {
    return changed(status, List.copyOf(these), expiresAt, version);
  }

  /** Whether it is one of these orders; null stands for everybody's. */
  boolean belongsTo(Command.@Nullable Owner owner) {
    return owner == null || owner.principal().equals(principal);
  }

  /** The status at a moment: a hold is over when its time is, whoever has noticed. */
  public OrderStatus statusAt(Instant now) {
    return status == OrderStatus.HELD && expiresAt != null && !now.isBefore(expiresAt)
        ? OrderStatus.EXPIRED
        : status;
  }

  /** The order as it is to be shown at a moment. */
  public Order at(Instant now) {
    return statusAt(now) == status
        ? this
        : changed(
            OrderStatus.EXPIRED, lines.stream().map(Order::released).toList(), expiresAt, version);
  }

  private static OrderLine released(OrderLine line) {
    return line.with(
        line.allocations().stream()
            .map(allocation -> new Allocation(allocation.location(), 0, 0, allocation.shipped()))
            .toList());
  }

  /** The order after a change, one version on. */
  Order next(OrderStatus nowStatus, List<OrderLine> nowLines) {
    return changed(nowStatus, List.copyOf(nowLines), expiresAt, version + 1);
  }

  Order extendedTo(Instant end) {
    return changed(status, lines, end, version + 1);
  }

  /** When the hold has to be ended; null where there is none. */
  public @Nullable Instant dueAt() {
    return status == OrderStatus.HELD ? expiresAt : null;
  }

  private Order changed(
      OrderStatus nowStatus,
      List<OrderLine> nowLines,
      @Nullable Instant nowExpiresAt,
      long nowVersion) {
    return new Order(
        id,
        nowStatus,
        customer,
        reference,
        metadata,
        nowLines,
        createdAt,
        nowExpiresAt,
        principal,
        nowVersion);
  }
}
