package io.holdfast.lab;

import io.holdfast.idempotency.IdempotencyKey;
import io.holdfast.idempotency.StoredResponse;
import io.holdfast.platform.problem.Problem;
import io.holdfast.reservation.Reservations;
import io.holdfast.reservation.decision.Command;
import io.holdfast.reservation.decision.Partial;
import io.holdfast.reservation.decision.RequestedLine;
import io.holdfast.reservation.decision.Verdict;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.hibernate.id.uuid.UuidVersion7Strategy;
import org.jspecify.annotations.Nullable;

/**
 * Sells with one of the service's strategies, the way its orders go, in a shop of the lab's own.
 * Buyers who are told to come back do so, a few moments later and with the same key, as an order
 * whose outcome is unknown needs it. Thread-safe.
 */
final class StrategySeller implements Seller {

  /** How often a buyer comes back. */
  private static final int PATIENCE = 200;

  /** Contention, too much to do, or the database was lost: each says after how long. */
  private static final int COME_BACK = 503;

  private static final long SHORTEST_PAUSE_MILLIS = 5;
  private static final long LONGEST_PAUSE_MILLIS = 50;

  /** Beyond any deadline of an order. */
  private static final long ANSWER_SECONDS = 15;

  private static final StoredResponse ANSWER = new StoredResponse(201, null, null, new byte[0]);

  private final Reservations reservations;
  private final String shop;

  StrategySeller(Reservations reservations, String shop) {
    this.reservations = reservations;
    this.shop = shop;
  }

  @Override
  public Visit sell(Cart cart) throws InterruptedException {
    var key = IdempotencyKey.of("lab", UUID.randomUUID().toString(), "POST", "/lab", ANSWER.body());
    for (var returns = 0; ; returns++) {
      try {
        var verdict = order(cart, key);
        var outcome =
            verdict instanceof Verdict.Accepted || verdict instanceof Verdict.Replayed
                ? Visit.Outcome.SOLD
                : verdict instanceof Verdict.InsufficientStock
                    ? Visit.Outcome.REFUSED
                    : Visit.Outcome.GAVE_UP;
        return new Visit(outcome, 0, returns);
      } catch (Problem problem) {
        if (problem.type().status() != COME_BACK || returns == PATIENCE) {
          return new Visit(Visit.Outcome.GAVE_UP, 0, returns);
        }
        Thread.sleep(
            ThreadLocalRandom.current().nextLong(SHORTEST_PAUSE_MILLIS, LONGEST_PAUSE_MILLIS));
      }
    }
  }

  private Verdict order(Cart cart, @Nullable IdempotencyKey key) throws InterruptedException {
    var lines =
        cart.skus().stream().map(sku -> new RequestedLine(sku, cart.quantity(), null)).toList();
    var id = UuidVersion7Strategy.INSTANCE.generateUuid(null);
    var header = new Command.Header(id, shop, "lab", key, accepted -> ANSWER);
    var command = new Command.Place(header, null, null, null, lines, Partial.REJECT, null);
    try {
      return reservations
          .execute(command)
          .toCompletableFuture()
          .get(ANSWER_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException failure) {
      if (failure.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new IllegalStateException(failure.getCause());
    } catch (TimeoutException late) {
      throw new IllegalStateException("An order was not answered", late);
    }
  }
}
