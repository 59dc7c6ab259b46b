package io.holdfast.stock;

import io.holdfast.idempotency.Answer;
import io.holdfast.idempotency.IdempotencyKey;
import io.holdfast.idempotency.KeyedWrites;
import io.holdfast.idempotency.StoredResponse;
import io.holdfast.platform.database.WriteTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import java.sql.SQLException;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * Writes that change stock by hand: under the locks of all levels of the SKUs, and with word of it
 * to those who wait for units after the commit, before the caller is answered. Thread-safe.
 */
@ApplicationScoped
class StockWrites {

  /** What is changed on a sheet, and written. */
  @FunctionalInterface
  interface Change {
    StoredResponse on(StockSheet sheet, WriteTransaction transaction) throws SQLException;
  }

  private final KeyedWrites writes;
  private final Event<Restocked> restocked;

  StockWrites(KeyedWrites writes, Event<Restocked> restocked) {
    this.writes = writes;
    this.restocked = restocked;
  }

  /** Runs one write, as {@link KeyedWrites#run} does. */
  Answer run(String shop, @Nullable IdempotencyKey key, Collection<String> skus, Change change) {
    var answer =
        writes.run(
            shop,
            key,
            transaction -> StockSheet.lock(transaction, skus),
            (transaction, levels) ->
                change.on(StockSheet.of(transaction, skus, levels), transaction));
    restocked.fire(new Restocked(shop, skus));
    return answer;
  }
}
