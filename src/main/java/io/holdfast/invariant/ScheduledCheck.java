package io.holdfast.invariant;

import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;

/**
 * Checks the books of all shops again and again: often what is new, now and then everything. All
 * processes share the shops out among them. Thread-safe.
 */
@ApplicationScoped
class ScheduledCheck {

  private final Round recent;
  private final Round full;
  private final InvariantConfig config;

  ScheduledCheck(Turns turns, Invariants invariants, Results results, InvariantConfig config) {
    this.recent = new Round(Scope.RECENT, turns, invariants, results);
    this.full = new Round(Scope.FULL, turns, invariants, results);
    this.config = config;
  }

  @Scheduled(
      every = "{holdfast.invariant.check-interval}",
      delayed = "{holdfast.invariant.check-interval}",
      concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  void recent() {
    run(Scope.RECENT, almost(config.checkInterval()));
  }

  /** Looks every time whether some shop is due, so that it takes over soon from who has died. */
  @Scheduled(
      every = "{holdfast.invariant.check-interval}",
      delayed = "{holdfast.invariant.check-interval}",
      concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  void full() {
    if (config.fullCheckInterval().compareTo(Duration.ZERO) > 0) {
      run(Scope.FULL, almost(config.fullCheckInterval()));
    }
  }

  List<String> run(Scope scope, Duration ago) {
    return round(scope).run(ago);
  }

  Round round(Scope scope) {
    return scope == Scope.FULL ? full : recent;
  }

  /** Clocks tick unevenly: a shop must not miss its turn by a moment, and wait for the next. */
  private static Duration almost(Duration interval) {
    return interval.multipliedBy(9).dividedBy(10);
  }
}
