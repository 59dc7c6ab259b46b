package io.holdfast.stock;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.holdfast.event.Event;
import io.holdfast.event.Outbox;
import io.holdfast.idempotency.Answer;
import io.holdfast.idempotency.IdempotencyKey;
import io.holdfast.idempotency.KeyedWrites;
import io.holdfast.idempotency.StoredResponse;
import io.holdfast.platform.database.WriteTransaction;
import io.holdfast.platform.http.Actor;
import io.holdfast.platform.http.Json;
import io.holdfast.platform.http.Limits;
import io.holdfast.platform.http.Preconditions;
import io.holdfast.platform.problem.Problem;
import io.holdfast.platform.problem.ProblemType;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Stock changed by hand. Always under row locks, whatever strategy orders use: to those that go by
 * versions it is a change like any other. Thread-safe.
 */
@ApplicationScoped
class Adjustments {

  private final KeyedWrites writes;
  private final jakarta.enterprise.event.Event<Restocked> restocked;

  Adjustments(KeyedWrites writes, jakarta.enterprise.event.Event<Restocked> restocked) {
    this.writes = writes;
    this.restocked = restocked;
  }

  /** Adds units, or takes some that are not promised to anybody. */
  Answer adjust(
      Actor actor,
      @Nullable IdempotencyKey key,
      String sku,
      Preconditions ifMatch,
      StockRequests.Adjustment request) {
    var answer =
        writes.run(
            actor.shop(),
            key,
            transaction -> lock(transaction, sku),
            (transaction, levels) -> {
              var location = request.locationOrMain();
              var found = existing(transaction, sku, location, levels);
              var before = found.orElseGet(() -> new Level(sku, location, 0, 0, 0));
              ifMatch.check(before.version());
              var after = checked(before, before.changed(request.delta(), 0), "delta");
              var movement =
                  Movement.between(
                      request.kind(),
                      before,
                      after,
                      null,
                      request.reason(),
                      request.reference(),
                      actor.principal());
              write(transaction, found.isPresent(), after, movement);
              return new StoredResponse(
                  201, null, null, Json.write(MovementView.from(movement, transaction.now())));
            });
    restocked.fire(new Restocked(actor.shop(), sku));
    return answer;
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
        (transaction, found) -> {
          var before = found.orElseThrow(() -> noLevel(sku, location));
          ifMatch.check(before.version());
          return before;
        });
  }

  /** Creates a level that is not there yet. */
  Answer createLevel(Actor actor, String sku, String location, StockRequests.StockTake request) {
    return count(
        actor,
        sku,
        location,
        request,
        (transaction, found) -> {
          if (found.isPresent()) {
            throw Preconditions.mismatch(found.get().version());
          }
          return new Level(sku, location, 0, 0, 0);
        });
  }

  /** The answer to a change that would break a promise. */
  static Problem inUse(long reserved) {
    return new Problem(
            ProblemType.STOCK_IN_USE,
            "That would leave less than the %d reserved.".formatted(reserved))
        .with("reserved", reserved);
  }

  static Problem noLevel(String sku, String location) {
    return Items.notFound("level of", sku + " at " + location);
  }

  /** What the stock-take starts from. */
  @FunctionalInterface
  private interface Start {
    Level of(WriteTransaction transaction, Optional<Level> found) throws SQLException;
  }

  private Answer count(
      Actor actor, String sku, String location, StockRequests.StockTake request, Start start) {
    var answer =
        writes.run(
            actor.shop(),
            null,
            transaction -> lock(transaction, sku),
            (transaction, levels) -> {
              var found = existing(transaction, sku, location, levels);
              var before = start.of(transaction, found);
              var after =
                  checked(before, before.changed(request.onHand() - before.onHand(), 0), "onHand");
              var movement =
                  Movement.between(
                      MovementKind.COUNTED,
                      before,
                      after,
                      null,
                      request.reason(),
                      null,
                      actor.principal());
              write(transaction, found.isPresent(), after, movement);
              var level = LevelView.from(after);
              return new StoredResponse(
                  found.isPresent() ? 200 : 201,
                  found.isPresent() ? null : Items.PATH + sku + "/levels/" + location,
                  level.etag(),
                  Json.write(level));
            });
    restocked.fire(new Restocked(actor.shop(), sku));
    return answer;
  }

  private static List<Level> lock(WriteTransaction transaction, String sku) throws SQLException {
    return Levels.lock(transaction.connection(), transaction.shop(), List.of(sku));
  }

  /** The level, if there is one, of an item and a location that both exist. */
  private static Optional<Level> existing(
      WriteTransaction transaction, String sku, String location, List<Level> levels)
      throws SQLException {
    Items.existing(transaction.shop(), sku);
    if (!Location.exists(transaction, location)) {
      throw Items.notFound("location", location);
    }
    return levels.stream().filter(level -> level.location().equals(location)).findAny();
  }

  private static Level checked(Level before, Level after, String field) {
    // More is always welcome, also where it is not yet enough for those who wait.
    if (after.onHand() < before.onHand() && after.onHand() < after.reserved()) {
      throw inUse(after.reserved());
    }
    if (after.onHand() > Limits.MAX_STOCK) {
      throw Problem.invalid(field, "would take the stock above " + Limits.MAX_STOCK);
    }
    return after;
  }

  private static void write(
      WriteTransaction transaction, boolean exists, Level after, Movement movement)
      throws SQLException {
    if (exists) {
      Levels.update(transaction, List.of(after));
    } else {
      Levels.insert(transaction.connection(), transaction.shop(), after);
    }
    Ledger.append(transaction, List.of(movement));
    var data = Json.write(MovementView.from(movement, transaction.now()));
    Outbox.append(
        transaction, List.of(new Event("stock.adjusted", movement.sku(), new String(data, UTF_8))));
  }
}
