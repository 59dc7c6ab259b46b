package io.holdfast.reservation.decision;

import io.holdfast.idempotency.StoredResponse;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/** What became of one command. Immutable. */
public sealed interface Verdict {

  /**
   * Done, or found done already where {@code changed} is false.
   *
   * @param relieved SKUs that orders wait for and of which there is more now
   */
  record Accepted(Order order, StoredResponse response, boolean changed, Set<String> relieved)
      implements Verdict {}

  /** The same request was answered before; here is that answer. */
  record Replayed(StoredResponse response) implements Verdict {}

  /** The key stands for another request. */
  record KeyReused() implements Verdict {}

  /** An earlier command of the same batch has the key. */
  record KeyInProgress() implements Verdict {}

  record UnknownSku(String sku) implements Verdict {}

  /** A line names a location that the shop does not have. */
  record UnknownLocation(String location) implements Verdict {}

  record UnknownOrder() implements Verdict {}

  /** An item limits what a customer may buy, so the order has to name one. */
  record CustomerNeeded(String sku) implements Verdict {}

  /** The order has no line for it. */
  record NoSuchLine(String sku) implements Verdict {}

  /** The order is in the right status, but has not so many units. */
  record TooMany(String sku, long requested, long possible, OrderStatus status)
      implements Verdict {}

  /** A hold cannot be made to last longer than up to then. */
  record HoldTooLong(Instant latest) implements Verdict {}

  /** There was nothing to do, and nobody to tell. */
  record NothingToDo() implements Verdict {}

  /** Short lines only. */
  record InsufficientStock(List<Shortage> lines) implements Verdict {}

  record LimitExceeded(List<LimitBreach> lines) implements Verdict {}

  /** The principal has so many holds as it may have at a time. */
  record TooManyHolds(int limit) implements Verdict {}

  /** {@code allowed}: what the order can still become. */
  record WrongStatus(OrderStatus status, Set<OrderStatus> allowed) implements Verdict {}

  record StaleVersion(long current) implements Verdict {}

  /** Units asked for and units that could be sold. */
  record Shortage(String sku, long requested, long available) {}

  /** Units asked for, and the most that one order may take. */
  record LimitBreach(String sku, long requested, long limit, long alreadyBought) {}

  /**
   * Whether the command changed anything, or confirms something that must be durable before it is
   * told.
   */
  default boolean needsCommit() {
    return this instanceof Accepted || this instanceof Replayed;
  }
}
