package io.holdfast;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.holdfast.idempotency.IdempotencyKey;
import io.holdfast.idempotency.StoredResponse;
import io.holdfast.reservation.decision.Command;
import io.holdfast.reservation.decision.Partial;
import io.holdfast.reservation.decision.RequestedLine;
import java.util.List;
import java.util.UUID;
import org.hibernate.id.uuid.UuidVersion7Strategy;
import org.jspecify.annotations.Nullable;

/** Commands for tests that go below HTTP; the body of an answer is the order's id. */
public final class Commands {

  private Commands() {}

  /** An order of one SKU, all or nothing, confirmed at once. */
  public static Command.Place place(String shop, String sku, long quantity) {
    return place(shop, null, null, List.of(new RequestedLine(sku, quantity, null)));
  }

  public static Command.Place place(
      String shop,
      @Nullable IdempotencyKey key,
      @Nullable String reference,
      List<RequestedLine> lines) {
    return new Command.Place(
        header(UuidVersion7Strategy.INSTANCE.generateUuid(null), shop, key),
        null,
        reference,
        null,
        lines,
        Partial.REJECT,
        null);
  }

  public static Command.Cancel cancel(String shop, UUID order) {
    return new Command.Cancel(header(order, shop, null), any -> true, null);
  }

  public static Command.Header header(UUID order, String shop, @Nullable IdempotencyKey key) {
    return new Command.Header(order, shop, "tester", key, answered -> answer(answered.id()));
  }

  /** How success is told. */
  public static StoredResponse answer(UUID order) {
    return new StoredResponse(200, null, null, order.toString().getBytes(UTF_8));
  }
}
