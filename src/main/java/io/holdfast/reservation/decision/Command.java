package io.holdfast.reservation.decision;

import io.holdfast.idempotency.IdempotencyKey;
import io.holdfast.idempotency.StoredResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/** Something that one caller wants of the stock. Immutable. */
public sealed interface Command {

  /**
   * What every command has.
   *
   * @param orderId the order that it is about
   * @param principal on whose behalf
   * @param owner whose a new order will be, and whose an order has to be that is to be changed;
   *     null for nobody's, and for anybody's
   * @param key the key under which the answer is kept; null for none
   * @param response how success is told to the caller; also what is kept under the key. Pure.
   */
  record Header(
      UUID orderId,
      String shop,
      String principal,
      @Nullable Owner owner,
      @Nullable IdempotencyKey key,
      Function<Order, StoredResponse> response) {

    /** On behalf of the service, or of a caller that is not known. */
    public Header(
        UUID orderId,
        String shop,
        String principal,
        @Nullable IdempotencyKey key,
        Function<Order, StoredResponse> response) {
      this(orderId, shop, principal, null, key, response);
    }
  }

  /**
   * Whose orders are meant.
   *
   * @param maxHolds how many of them may be held at a time; null for any number
   */
  record Owner(String principal, @Nullable Integer maxHolds) {}

  Header header();

  default UUID orderId() {
    return header().orderId();
  }

  default String shop() {
    return header().shop();
  }

  default String principal() {
    return header().principal();
  }

  default @Nullable Owner owner() {
    return header().owner();
  }

  default @Nullable IdempotencyKey key() {
    return header().key();
  }

  /**
   * A new order.
   *
   * @param hold how long its stock is kept for a confirmation; null to confirm it at once
   */
  record Place(
      Header header,
      @Nullable String customer,
      @Nullable String reference,
      @Nullable String metadata,
      List<RequestedLine> lines,
      Partial partial,
      @Nullable Duration hold)
      implements Command {}

  /** A step of an order that is there. */
  sealed interface Change extends Command {
    /** Which versions of the order the caller means. */
    default LongPredicate version() {
      return any -> true;
    }
  }

  /**
   * Makes a held order firm.
   *
   * @param quantities units by SKU, the others are released; null for all
   */
  record Confirm(Header header, LongPredicate version, @Nullable Map<String, Long> quantities)
      implements Change {}

  /**
   * Makes a hold last until so long from now, or as long as it lasts anyway.
   *
   * @param max how long a hold may last from its beginning
   */
  record Extend(Header header, LongPredicate version, Duration by, Duration max)
      implements Change {}

  /** Gives the stock back that has not shipped. */
  record Cancel(Header header, LongPredicate version, @Nullable String reason) implements Change {}

  /** Ends a hold whose time is over. */
  record Expire(Header header) implements Change {}

  /**
   * Ships reserved units.
   *
   * @param quantities units by SKU; null for all that are reserved
   */
  record Fulfil(Header header, LongPredicate version, @Nullable Map<String, Long> quantities)
      implements Change {}

  /** Takes shipped units back. */
  record Return(Header header, LongPredicate version, List<ReturnedLine> lines) implements Change {}

  /** Turns units that the order waits for into reserved ones, as far as its turn has come. */
  record Fill(Header header) implements Change {}

  /** Units that come back; {@code restock}: to where they can be sold again. */
  record ReturnedLine(String sku, long quantity, boolean restock) {}
}
