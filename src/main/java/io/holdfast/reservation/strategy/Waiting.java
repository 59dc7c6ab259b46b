package io.holdfast.reservation.strategy;

import io.holdfast.platform.database.Attempts;
import io.holdfast.platform.database.AttemptsSpentException;
import io.holdfast.platform.database.Deadline;
import io.holdfast.platform.database.DeadlinePassedException;
import io.holdfast.reservation.decision.Command;
import io.holdfast.reservation.decision.RequestedLine;
import io.holdfast.reservation.decision.Verdict;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

/**
 * A command that waits for its batch, and whoever waits for its verdict. The attempts belong to the
 * lane that has it; all else is immutable.
 */
final class Waiting {

  final Command command;
  final Attempts attempts;
  final Deadline deadline;
  final CompletableFuture<Verdict> answer = new CompletableFuture<>();
  final long since = System.nanoTime();

  /** Those that it names; of a cancel they are known only when its order has been read. */
  final Set<String> skus;

  final int lines;

  Waiting(Command command, Attempts attempts) {
    this.command = command;
    this.attempts = attempts;
    this.deadline = attempts.deadline();
    if (command instanceof Command.Place place) {
      skus = place.lines().stream().map(RequestedLine::sku).collect(Collectors.toSet());
      lines = place.lines().size();
    } else {
      skus = Set.of();
      lines = 1;
    }
  }

  boolean isPlace() {
    return command instanceof Command.Place;
  }

  /** Runs this once the caller has been answered, however. */
  @SuppressWarnings("FutureReturnValueIgnored") // nothing comes of it
  void whenAnswered(Runnable action) {
    answer.whenComplete((verdict, failure) -> action.run());
  }

  /** Tells the caller that there is no time, or no budget, for another attempt. */
  void giveUp() {
    var last = attempts.last();
    answer.completeExceptionally(
        last == null
            ? new DeadlinePassedException(null)
            : new AttemptsSpentException(attempts.count(), last));
  }

  /** About what it takes in memory; metadata is what can be large. */
  long bytes() {
    var metadata = command instanceof Command.Place place ? place.metadata() : null;
    return 256L + 64L * lines + (metadata == null ? 0 : metadata.length());
  }
}
