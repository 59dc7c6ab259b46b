package io.holdfast.stock;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.holdfast.event.Event;
import io.holdfast.idempotency.Answer;
import io.holdfast.idempotency.IdempotencyKey;
import io.holdfast.idempotency.StoredResponse;
import io.holdfast.platform.database.WriteTransaction;
import io.holdfast.platform.http.Actor;
import io.holdfast.platform.http.Json;
import io.holdfast.platform.http.Preconditions;
import io.holdfast.platform.problem.Problem;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Stock changed by hand. Always under row locks, whatever strategy orders use: to those that go by
 * versions it is a change like any other. Thread-safe.
 */
@ApplicationScoped
class Adjustments {

  private final StockWrites writes;

  Adjustments(StockWrites writes) {
    this.writes = writes;
  }

  /** Adds units, or takes some that are not promised to anybody. */
  Answer adjust(
      Actor actor,
      @Nullable IdempotencyKey key,
      String sku,
      Preconditions ifMatch,
      StockRequests.Adjustment request) {
    return writes.run(
        actor.shop(),
        key,
        List.of(sku),
        (sheet, transaction) -> {
          var location = Location.orMain(request.location());
          sheet.require(sku, location);
          ifMatch.check(sheet.at(sku, location).version());
          var cause =
              new StockSheet.Cause(
                  kind(request.reason()),
                  "delta",
                  request.reason(),
                  request.reference(),
                  actor.principal());
          var movement = sheet.change(sku, location, request.delta(), cause);
          sheet.write(List.of(adjusted(transaction, movement)));
          return new StoredResponse(
              201, null, null, Json.write(MovementView.from(movement, transaction.now())));
        });
  }

  /** Carries out many adjustments in their order, or none of them. */
  Answer adjustAll(
      Actor actor, @Nullable IdempotencyKey key, List<StockRequests.BulkAdjustment> requests) {
    var skus = new TreeSet<String>();
    requests.forEach(request -> skus.add(request.sku()));
    return writes.run(
        actor.shop(),
        key,
        skus,
        (sheet, transaction) -> {
          var movements = new ArrayList<Movement>();
          var events = new ArrayList<Event>();
          for (var i = 0; i < requests.size(); i++) {
            var movement = adjust(sheet, requests.get(i), "adjustments[" + i + "]", actor);
            movements.add(movement);
            events.add(adjusted(transaction, movement));
          }
          sheet.write(events);
          return MovementList.answer(movements, transaction.now());
        });
  }

  private static Movement adjust(
      StockSheet sheet, StockRequests.BulkAdjustment request, String place, Actor actor) {
    try {
      var location = Location.orMain(request.location());
      sheet.require(request.sku(), location);
      var cause =
          new StockSheet.Cause(
              kind(request.reason()),
              place + ".delta",
              request.reason(),
              request.reference(),
              actor.principal());
      return sheet.change(request.sku(), location, request.delta(), cause);
    } catch (Problem refusal) {
      throw refusal.at(place);
    }
  }

  /** Sets what was counted, where the level is still the one that the caller has seen. */
  Answer stockTake(
      Actor actor,
      String sku,
      String location,
      Preconditions ifMatch,
      StockRequests.StockTake request) {
    return count(
        actor,
        sku,
        location,
        request,
        found ->
            ifMatch.check(
                found
                    .orElseThrow(() -> Items.notFound("level of", sku + " at " + location))
                    .version()));
  }

  /** Creates a level that is not there yet. */
  Answer createLevel(Actor actor, String sku, String location, StockRequests.StockTake request) {
    return count(
        actor,
        sku,
        location,
        request,
        found -> {
          if (found.isPresent()) {
            throw Preconditions.mismatch(found.get().version());
          }
        });
  }

  /** Refuses a level that is not what the stock-take starts from. */
  @FunctionalInterface
  private interface Precondition {
    void check(Optional<Level> found);
  }

  private Answer count(
      Actor actor,
      String sku,
      String location,
      StockRequests.StockTake request,
      Precondition precondition) {
    return writes.run(
        actor.shop(),
        null,
        List.of(sku),
        (sheet, transaction) -> {
          sheet.require(sku, location);
          var found = sheet.find(sku, location);
          precondition.check(found);
          var cause =
              new StockSheet.Cause(
                  MovementKind.COUNTED, "onHand", request.reason(), null, actor.principal());
          var delta = request.onHand() - sheet.at(sku, location).onHand();
          var movement = sheet.change(sku, location, delta, cause);
          sheet.write(List.of(adjusted(transaction, movement)));
          var level = LevelView.from(sheet.at(sku, location));
          return new StoredResponse(
              found.isPresent() ? 200 : 201,
              found.isPresent() ? null : Items.PATH + sku + "/levels/" + location,
              level.etag(),
              Json.write(level));
        });
  }

  private static MovementKind kind(String reason) {
    return reason.equals("received") ? MovementKind.RECEIVED : MovementKind.ADJUSTED;
  }

  static Event adjusted(WriteTransaction transaction, Movement movement) throws SQLException {
    var data = Json.write(MovementView.from(movement, transaction.now()));
    return new Event("stock.adjusted", movement.sku(), new String(data, UTF_8));
  }
}
