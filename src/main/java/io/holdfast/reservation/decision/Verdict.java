package io.holdfast.reservation.decision;

import io.holdfast.idempotency.StoredResponse;
import java.util.List;
import java.util.Set;

/** What became of one command. Immutable. */
public sealed interface Verdict {

  /** Done, or found done already where {@code changed} is false. */
  record Accepted(Order order, StoredResponse response, boolean changed) implements Verdict {}

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

  /** Short lines only. */
  record InsufficientStock(List<Shortage> lines) implements Verdict {}

  record LimitExceeded(List<LimitBreach> lines) implements Verdict {}

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
