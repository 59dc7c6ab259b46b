package io.holdfast.reservation;

import io.holdfast.idempotency.InFlightKeys;
import io.holdfast.idempotency.ReplayMetrics;
import io.holdfast.idempotency.ReplayMetrics.Result;
import io.holdfast.platform.database.Attempts;
import io.holdfast.platform.database.ConcurrencyConflictException;
import io.holdfast.platform.database.ConflictRetry;
import io.holdfast.platform.database.ConnectionLostException;
import io.holdfast.platform.database.Deadline;
import io.holdfast.platform.database.DeadlinePassedException;
import io.holdfast.platform.database.OutcomeUnknownException;
import io.holdfast.platform.database.RetryableException;
import io.holdfast.platform.problem.Problem;
import io.holdfast.platform.problem.ProblemType;
import io.holdfast.reservation.ReservationMetrics.Outcome;
import io.holdfast.reservation.decision.Command;
import io.holdfast.reservation.decision.Verdict;
import io.holdfast.reservation.strategy.Strategy;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Carries commands out with one strategy: runs it again after conflicts, up to the budget and the
 * deadline, counts what happens, and says in the caller's terms why something could not be done.
 * Thread-safe.
 */
public final class Reservations {

  private final Strategy strategy;
  private final ConflictRetry retry;
  private final InFlightKeys inFlight;
  private final ReservationMetrics metrics;
  private final ReplayMetrics replays;
  private final Duration deadline;

  Reservations(
      Strategy strategy,
      ConflictRetry retry,
      InFlightKeys inFlight,
      ReservationMetrics metrics,
      ReplayMetrics replays,
      Duration deadline) {
    this.strategy = strategy;
    this.retry = retry;
    this.inFlight = inFlight;
    this.metrics = metrics;
    this.replays = replays;
    this.deadline = deadline;
  }

  /**
   * The verdict on a command.
   *
   * @throws Problem {@code contention}, {@code overloaded} or {@code unavailable}: nothing was
   *     done, or, where the member {@code outcome} says so, it is not known; {@code
   *     idempotency-in-progress}
   */
  public Verdict execute(Command command) {
    return inFlight.guard(command.shop(), command.key(), () -> new Run(command).verdict());
  }

  /** The strategy's name. */
  public String strategy() {
    return strategy.name();
  }

  /** Conflicts seen since the start. */
  public double conflicts() {
    return metrics.conflicts();
  }

  /** Attempts after the first, since the start. */
  public double retries() {
    return metrics.retries();
  }

  /** One command on its way through the attempts. */
  private final class Run {

    private final Command command;
    private final long start = System.nanoTime();
    private final Deadline until = Deadline.in(deadline);
    private final Attempts attempts = new Attempts(until);

    Run(Command command) {
      this.command = command;
    }

    Verdict verdict() {
      try {
        var verdict = retry.call(() -> attempts.next(this::attempt));
        count(outcome(verdict));
        countReplay(verdict);
        return verdict;
      } catch (DeadlinePassedException passed) {
        throw passed.getCause() instanceof RetryableException last ? spent(last) : overloaded();
      } catch (RetryableException last) {
        throw spent(last);
      } catch (OutcomeUnknownException unknown) {
        count(Outcome.ERROR);
        throw new Problem(
                ProblemType.UNAVAILABLE,
                "The database was lost while committing; repeat the request with the same key.")
            .with("outcome", "unknown")
            .with("orderId", command.orderId().toString());
      } catch (RuntimeException failure) {
        count(Outcome.ERROR);
        throw failure;
      }
    }

    private Verdict attempt() {
      if (attempts.count() > 1) {
        metrics.retry();
      }
      try {
        return strategy.execute(command, until, attempts.count());
      } catch (ConcurrencyConflictException conflict) {
        metrics.conflict(conflict.conflict());
        throw conflict;
      }
    }

    /** The answer where neither the budget nor the deadline leaves another attempt. */
    private Problem spent(RetryableException last) {
      if (last instanceof ConnectionLostException) {
        count(Outcome.ERROR);
        return new Problem(
            ProblemType.UNAVAILABLE, "The database cannot be reached; nothing was changed.");
      }
      metrics.exhausted();
      count(Outcome.CONTENTION);
      return new Problem(
              ProblemType.CONTENTION, "Others were faster each time; nothing was reserved.")
          .with("attempts", attempts.count());
    }

    private Problem overloaded() {
      count(Outcome.OVERLOADED);
      return new Problem(
          ProblemType.OVERLOADED, "The deadline passed before the request was decided.");
    }

    private void count(@Nullable Outcome outcome) {
      if (outcome != null && command instanceof Command.Place) {
        metrics.decided(outcome, Duration.ofNanos(System.nanoTime() - start));
      }
    }

    private void countReplay(Verdict verdict) {
      if (verdict instanceof Verdict.Replayed) {
        replays.count(Result.REPLAYED);
      } else if (verdict instanceof Verdict.KeyReused) {
        replays.count(Result.MISMATCH);
      } else if (verdict instanceof Verdict.KeyInProgress) {
        replays.count(Result.IN_PROGRESS);
      }
    }

    /** What a verdict counts as; null for those that decide nothing about stock. */
    private static @Nullable Outcome outcome(Verdict verdict) {
      if (verdict instanceof Verdict.Accepted) {
        return Outcome.ACCEPTED;
      }
      if (verdict instanceof Verdict.InsufficientStock) {
        return Outcome.INSUFFICIENT;
      }
      return verdict instanceof Verdict.LimitExceeded ? Outcome.LIMIT : null;
    }
  }
}
