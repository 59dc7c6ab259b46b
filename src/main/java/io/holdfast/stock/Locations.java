package io.holdfast.stock;

import io.holdfast.idempotency.Answer;
import io.holdfast.idempotency.IdempotencyKey;
import io.holdfast.idempotency.KeyedWrites;
import io.holdfast.idempotency.StoredResponse;
import io.holdfast.platform.database.Transactions;
import io.holdfast.platform.http.Actor;
import io.holdfast.platform.http.Cursor;
import io.holdfast.platform.http.Json;
import io.holdfast.platform.http.Page;
import io.holdfast.platform.http.Preconditions;
import io.holdfast.platform.problem.Problem;
import io.holdfast.platform.problem.ProblemType;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Locations: to create, find and change. There is no deleting one: the ledger names it.
 * Thread-safe.
 */
@ApplicationScoped
class Locations {

  private static final String PATH = "/api/v1/locations/";

  private final KeyedWrites writes;
  private final Transactions transactions;

  Locations(KeyedWrites writes, Transactions transactions) {
    this.writes = writes;
    this.transactions = transactions;
  }

  Answer create(Actor actor, @Nullable IdempotencyKey key, NewLocation request) {
    var location = request.toView();
    return writes.run(
        actor.shop(),
        key,
        transaction -> StoredLocations.lock(transaction, location.code()),
        (transaction, taken) -> {
          if (taken.isPresent()) {
            throw new Problem(
                ProblemType.ALREADY_EXISTS, "The location " + location.code() + " is taken.");
          }
          Location.ensureMain(transaction);
          StoredLocations.insert(transaction, location);
          return new StoredResponse(
              201, PATH + location.code(), location.etag(), Json.write(location));
        });
  }

  /** The location as it stands. */
  LocationView get(String shop, String code) {
    return transactions
        .read(connection -> StoredLocations.find(connection, shop, code))
        .orElseThrow(() -> Items.notFound("location", code));
  }

  /** Locations in the order of their codes. */
  Page<LocationView> list(String shop, @Nullable String after, int limit) {
    var rows =
        transactions.read(connection -> StoredLocations.list(connection, shop, after, limit + 1));
    return Page.of(rows, limit, location -> Cursor.of(location.code()));
  }

  /** Changes a location in the version that the caller has seen. */
  Answer patch(
      Actor actor, String code, Preconditions ifMatch, UnaryOperator<LocationAttributes> change) {
    return writes.run(
        actor.shop(),
        null,
        transaction -> StoredLocations.lock(transaction, code),
        (transaction, found) -> {
          var before = found.orElseThrow(() -> Items.notFound("location", code));
          ifMatch.check(before.version());
          var attributes = change.apply(before.attributes());
          var after = before;
          if (!attributes.equals(before.attributes())) {
            after =
                new LocationView(
                    code,
                    attributes.name(),
                    attributes.priority(),
                    attributes.active(),
                    before.version() + 1);
            StoredLocations.update(transaction, after);
          }
          return new StoredResponse(200, null, after.etag(), Json.write(after));
        });
  }
}
