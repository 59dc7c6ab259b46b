package io.holdfast.stock;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.holdfast.event.Event;
import io.holdfast.idempotency.Answer;
import io.holdfast.idempotency.IdempotencyKey;
import io.holdfast.platform.http.Actor;
import io.holdfast.platform.http.Json;
import io.holdfast.platform.http.Preconditions;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Stock moved from one location to another, in one transaction. All levels of the SKU are locked in
 * their order, whichever way the units go. Thread-safe.
 */
@ApplicationScoped
class Transfers {

  private final StockWrites writes;

  Transfers(StockWrites writes) {
    this.writes = writes;
  }

  /**
   * Moves units that are not promised to anybody.
   *
   * @param ifMatch asks about the level that the units leave
   */
  Answer transfer(
      Actor actor,
      @Nullable IdempotencyKey key,
      String sku,
      Preconditions ifMatch,
      StockRequests.Transfer request) {
    return writes.run(
        actor.shop(),
        key,
        List.of(sku),
        (sheet, transaction) -> {
          sheet.require(sku, request.from());
          sheet.require(sku, request.to());
          ifMatch.check(sheet.at(sku, request.from()).version());
          var out =
              sheet.change(
                  sku,
                  request.from(),
                  -request.quantity(),
                  cause(MovementKind.TRANSFERRED_OUT, request, actor));
          var in =
              sheet.change(
                  sku,
                  request.to(),
                  request.quantity(),
                  cause(MovementKind.TRANSFERRED_IN, request, actor));
          var both = MovementList.of(List.of(out, in), transaction.now());
          sheet.write(
              List.of(new Event("stock.transferred", sku, new String(Json.write(both), UTF_8))));
          return MovementList.answer(List.of(out, in), transaction.now());
        });
  }

  private static StockSheet.Cause cause(
      MovementKind kind, StockRequests.Transfer request, Actor actor) {
    return new StockSheet.Cause(kind, "quantity", null, request.reference(), actor.principal());
  }
}
