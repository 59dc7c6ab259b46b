package io.holdfast.reservation.decision;

import io.holdfast.idempotency.IdempotencyKey;
import io.holdfast.idempotency.StoredResponse;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/** Something that one caller wants of the stock. Immutable. */
public sealed interface Command {

  /** The order that it is about. */
  UUID orderId();

  String shop();

  /** On whose behalf. */
  String principal();

  /** The key under which the answer is kept; null for none. */
  @Nullable IdempotencyKey key();

  /** How success is told to the caller; also what is kept under the key. Pure. */
  Function<Order, StoredResponse> response();

  /** A new order, all or nothing, confirmed at once. */
  record Place(
      UUID orderId,
      String shop,
      String principal,
      @Nullable IdempotencyKey key,
      Function<Order, StoredResponse> response,
      @Nullable String customer,
      @Nullable String reference,
      @Nullable String metadata,
      List<RequestedLine> lines)
      implements Command {}

  /**
   * Gives an order's stock back.
   *
   * @param version which versions of the order the caller means
   */
  record Cancel(
      UUID orderId,
      String shop,
      String principal,
      @Nullable IdempotencyKey key,
      Function<Order, StoredResponse> response,
      LongPredicate version,
      @Nullable String reason)
      implements Command {}
}
