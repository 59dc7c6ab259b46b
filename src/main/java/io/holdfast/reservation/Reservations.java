package io.holdfast.reservation;

import io.holdfast.idempotency.InFlightKeys;
import io.holdfast.idempotency.ReplayMetrics;
import io.holdfast.idempotency.ReplayMetrics.Result;
import io.holdfast.platform.database.Attempts;
import io.holdfast.platform.database.AttemptsSpentException;
import io.holdfast.platform.database.ConcurrencyConflictException;
import io.holdfast.platform.database.ConflictRetry;
import io.holdfast.platform.database.ConnectionLostException;
import io.holdfast.platform.database.Deadline;
import io.holdfast.platform.database.DeadlinePassedException;
import io.holdfast.platform.database.OutcomeUnknownException;
import io.holdfast.platform.database.RetryableException;
import io.holdfast.platform.http.Bulkhead;
import io.holdfast.platform.problem.Problem;
import io.holdfast.platform.problem.ProblemType;
import io.holdfast.reservation.ReservationMetrics.Outcome;
import io.holdfast.reservation.decision.Command;
import io.holdfast.reservation.decision.Verdict;
import io.holdfast.reservation.strategy.CombiningStrategy;
import io.holdfast.reservation.strategy.Contention;
import io.holdfast.reservation.strategy.OneByOneStrategy;
import io.holdfast.reservation.strategy.Strategy;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Carries commands out with one strategy: runs it again after conflicts, up to the budget and the
 * deadline, counts what happens, and says in the caller's terms why something could not be done.
 * Thread-safe; blocks no caller.
 */
public final class Reservations {

  private final Strategy strategy;
  private final ConflictRetry retry;
  private final Executor workers;
  private final Bulkhead bulkhead;
  private final InFlightKeys inFlight;
  private final ReservationMetrics metrics;
  private final Contention contention;
  private final HotSkus hotSkus;
  private final ReplayMetrics replays;
  private final Duration deadline;

  Reservations(
      Strategy strategy,
      ConflictRetry retry,
      Executor workers,
      Bulkhead bulkhead,
      InFlightKeys inFlight,
      ReservationMetrics metrics,
      Contention contention,
      HotSkus hotSkus,
      ReplayMetrics replays,
      Duration deadline) {
    this.strategy = strategy;
    this.retry = retry;
    this.workers = workers;
    this.bulkhead = bulkhead;
    this.inFlight = inFlight;
    this.metrics = metrics;
    this.contention = contention;
    this.hotSkus = hotSkus;
    this.replays = replays;
    this.deadline = deadline;
  }

  /**
   * Refuses a new order that could not be decided in time, before anybody has read it.
   *
   * @throws Problem {@code overloaded}
   */
  public void refuseIfFull() {
    if (strategy instanceof CombiningStrategy combining
        && combining.isFullFor(Deadline.in(deadline))) {
      metrics.decided(Outcome.OVERLOADED, Duration.ZERO);
      throw full();
    }
  }

  private static Problem full() {
    return new Problem(ProblemType.OVERLOADED, "Too many orders are waiting already.");
  }

  /**
   * Carries a command out.
   *
   * @return the verdict on it, or exceptionally a {@link Problem}: {@code contention}, {@code
   *     overloaded} or {@code unavailable}, where nothing was done, or, where the member {@code
   *     outcome} says so, it is not known
   * @throws Problem {@code idempotency-in-progress}
   */
  public CompletionStage<Verdict> execute(Command command) {
    var end = inFlight.begin(command.shop(), command.key());
    var run = new Run(command);
    CompletionStage<Verdict> verdicts;
    try {
      verdicts = run.start();
    } catch (RuntimeException notStarted) {
      verdicts = CompletableFuture.failedFuture(notStarted);
    }
    return verdicts.handle(
        (verdict, failure) -> {
          end.run();
          if (failure != null) {
            throw run.problem(cause(failure));
          }
          run.count(verdict);
          return verdict;
        });
  }

  private static Throwable cause(Throwable failure) {
    return failure instanceof CompletionException && failure.getCause() != null
        ? failure.getCause()
        : failure;
  }

  /** The strategy's name. */
  public String strategy() {
    return strategy.name();
  }

  /** Conflicts seen since the start. */
  public double conflicts() {
    return contention.conflicts();
  }

  /** Attempts after the first, since the start. */
  public double retries() {
    return contention.retries();
  }

  /** What new orders of a shop fight over, in the last minute and whatever the strategy. */
  public List<HotSku> hottest(String shop, int most) {
    return hotSkus.hottest(shop, most);
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

    CompletionStage<Verdict> start() {
      if (strategy instanceof CombiningStrategy combining) {
        var verdict = combining.submit(command, attempts);
        return verdict != null ? verdict : CompletableFuture.failedFuture(full());
      }
      var oneByOne = (OneByOneStrategy) strategy;
      if (!bulkhead.enter()) {
        return CompletableFuture.failedFuture(Bulkhead.full());
      }
      try {
        return CompletableFuture.supplyAsync(() -> attempts(oneByOne), workers)
            .whenComplete((verdict, failure) -> bulkhead.leave());
      } catch (RejectedExecutionException stopping) {
        bulkhead.leave();
        throw stopping;
      }
    }

    private Verdict attempts(OneByOneStrategy oneByOne) {
      try {
        return retry.call(() -> attempts.next(() -> attempt(oneByOne)));
      } catch (DeadlinePassedException passed) {
        throw passed.getCause() instanceof RetryableException last
            ? new AttemptsSpentException(attempts.count(), last)
            : passed;
      } catch (RetryableException last) {
        throw new AttemptsSpentException(attempts.count(), last);
      }
    }

    private Verdict attempt(OneByOneStrategy oneByOne) {
      if (attempts.count() > 1) {
        contention.retry();
      }
      try {
        return oneByOne.execute(command, until, attempts.count());
      } catch (ConcurrencyConflictException conflict) {
        contention.conflict(conflict.conflict());
        throw conflict;
      }
    }

    /** What to tell the caller of a command that could not be decided. */
    private RuntimeException problem(Throwable failure) {
      if (failure instanceof AttemptsSpentException spent) {
        return spent(spent);
      }
      if (failure instanceof DeadlinePassedException) {
        count(Outcome.OVERLOADED);
        return new Problem(
            ProblemType.OVERLOADED, "The deadline passed before the request was decided.");
      }
      if (failure instanceof Problem overloaded) {
        count(Outcome.OVERLOADED);
        return overloaded;
      }
      count(Outcome.ERROR);
      if (failure instanceof OutcomeUnknownException) {
        return new Problem(
                ProblemType.UNAVAILABLE,
                "The database was lost while committing; repeat the request with the same key.")
            .with("outcome", "unknown")
            .with("orderId", command.orderId().toString());
      }
      return failure instanceof RuntimeException runtime
          ? runtime
          : new IllegalStateException(failure);
    }

    /** The answer where neither the budget nor the deadline leaves another attempt. */
    private Problem spent(AttemptsSpentException spent) {
      if (spent.last() instanceof ConnectionLostException) {
        count(Outcome.ERROR);
        return new Problem(
            ProblemType.UNAVAILABLE, "The database cannot be reached; nothing was changed.");
      }
      contention.exhausted();
      count(Outcome.CONTENTION);
      return new Problem(
              ProblemType.CONTENTION, "Others were faster each time; nothing was reserved.")
          .with("attempts", spent.attempts());
    }

    private void count(@Nullable Outcome outcome) {
      if (outcome != null && command instanceof Command.Place place) {
        var nanos = System.nanoTime() - start;
        metrics.decided(outcome, Duration.ofNanos(nanos));
        var accepted = outcome == Outcome.ACCEPTED || outcome == Outcome.PARTIAL;
        hotSkus.decided(place, accepted, attempts, nanos);
      }
    }

    private void count(Verdict verdict) {
      count(outcome(verdict));
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
      if (verdict instanceof Verdict.Accepted accepted) {
        return accepted.order().lines().stream()
                .allMatch(line -> line.promised() == line.requested())
            ? Outcome.ACCEPTED
            : Outcome.PARTIAL;
      }
      if (verdict instanceof Verdict.InsufficientStock) {
        return Outcome.INSUFFICIENT;
      }
      return verdict instanceof Verdict.LimitExceeded ? Outcome.LIMIT : null;
    }
  }
}
