package io.holdfast.idempotency;

import io.holdfast.platform.database.Attempts;
import io.holdfast.platform.database.ConcurrencyConflictException;
import io.holdfast.platform.database.ConflictRetry;
import io.holdfast.platform.database.Deadline;
import io.holdfast.platform.database.DeadlinePassedException;
import io.holdfast.platform.database.Transactions;
import io.holdfast.platform.database.Transactions.Work;
import io.holdfast.platform.database.WriteTransaction;
import io.holdfast.platform.problem.Problem;
import io.holdfast.platform.problem.ProblemType;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/**
 * Writes of one caller, such as an adjustment by hand: lock, look up the key, work, keep the
 * answer; again from the start where another transaction was faster. Thread-safe.
 */
@ApplicationScoped
public class KeyedWrites {

  /** Work that starts from what was locked. */
  @FunctionalInterface
  public interface LockedWork<L> {
    StoredResponse in(WriteTransaction transaction, L locked) throws SQLException;
  }

  private final Transactions transactions;
  private final ConflictRetry retry;
  private final IdempotencyRecords records;
  private final InFlightKeys inFlight;
  private final ReplayMetrics replays;
  private final Duration deadline;

  KeyedWrites(
      Transactions transactions,
      ConflictRetry retry,
      IdempotencyRecords records,
      InFlightKeys inFlight,
      ReplayMetrics replays,
      @ConfigProperty(name = "holdfast.reservation.deadline") Duration deadline) {
    this.transactions = transactions;
    this.retry = retry;
    this.records = records;
    this.inFlight = inFlight;
    this.replays = replays;
    this.deadline = deadline;
  }

  /**
   * Runs one write.
   *
   * @param lock takes all the locks that the work needs, in the global order
   * @throws Problem whatever the work refuses with, or {@code contention}; nothing is written then
   */
  public <L> Answer run(
      String shop, @Nullable IdempotencyKey key, Work<L> lock, LockedWork<L> work) {
    return inFlight.guard(
        shop,
        key,
        () -> {
          var until = Deadline.in(deadline);
          var attempts = new Attempts(until);
          try {
            var answer =
                retry.call(
                    () ->
                        attempts.next(
                            () ->
                                transactions.write(
                                    shop,
                                    until,
                                    transaction -> attempt(transaction, key, lock, work))));
            if (answer.replayed()) {
              replays.count(ReplayMetrics.Result.REPLAYED);
            }
            return answer;
          } catch (ConcurrencyConflictException spent) {
            throw contention(attempts);
          } catch (DeadlinePassedException passed) {
            throw passed.getCause() instanceof ConcurrencyConflictException
                ? contention(attempts)
                : passed;
          }
        });
  }

  private static Problem contention(Attempts attempts) {
    return new Problem(ProblemType.CONTENTION, "Others were faster each time; nothing was changed.")
        .with("attempts", attempts.count());
  }

  private <L> Answer attempt(
      WriteTransaction transaction, @Nullable IdempotencyKey key, Work<L> lock, LockedWork<L> work)
      throws SQLException {
    var locked = lock.in(transaction);
    if (key == null) {
      return new Answer(work.in(transaction, locked), false);
    }
    var recorded = records.find(transaction, key);
    if (recorded.isPresent()) {
      if (!key.sameRequest(recorded.get().fingerprint())) {
        replays.count(ReplayMetrics.Result.MISMATCH);
        throw InFlightKeys.reused();
      }
      return new Answer(recorded.get().response(), true);
    }
    var response = work.in(transaction, locked);
    records.insert(transaction, List.of(new IdempotencyRecords.Entry(key, response)));
    return new Answer(response, false);
  }
}
