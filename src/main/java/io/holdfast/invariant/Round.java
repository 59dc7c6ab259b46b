package io.holdfast.invariant;

import io.holdfast.platform.database.ConcurrencyConflictException;
import io.holdfast.platform.database.DatabaseUnavailableException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Goes from shop to shop and checks those whose turn it is. An invariant that could not be checked
 * in a shop keeps its time stamp and does not keep the rest from being checked; that is logged
 * once, when it begins. Never two runs at once; thread-safe.
 */
final class Round {

  private static final Logger LOG = Logger.getLogger(Round.class);

  /** Much less than a lease has beyond its longest statement. */
  private static final Duration EXTENSION = Duration.ofSeconds(5);

  private final Scope scope;
  private final Turns turns;
  private final Invariants invariants;
  private final Results results;
  // A table that is locked is so for all shops: one wait per run is enough.
  private final Map<Invariant, RuntimeException> lockedAway = new EnumMap<>(Invariant.class);
  private boolean failing;
  private long extendedNanos;

  Round(Scope scope, Turns turns, Invariants invariants, Results results) {
    this.scope = scope;
    this.turns = turns;
    this.invariants = invariants;
    this.results = results;
  }

  /**
   * Checks the shops that nobody has begun to check since that long ago.
   *
   * @return those that it checked
   */
  synchronized List<String> run(Duration ago) {
    var shops = new ArrayList<String>();
    RuntimeException failure = null;
    lockedAway.clear();
    try {
      var before = turns.now().minus(ago);
      turns.enrol();
      results.enrol();
      for (var turn = turns.claim(scope, before);
          turn.isPresent();
          turn = turns.claim(scope, before)) {
        var stopped = check(turn.get());
        failure = stopped == null ? failure : stopped;
        shops.add(turn.get().shop());
      }
      results.publish();
    } catch (RuntimeException noConnection) {
      failure = noConnection;
    }
    if (failure != null && !failing) {
      LOG.warnf(
          failure.getCause(),
          "The books could not all be checked (%s): %s",
          scope.label(),
          failure.getMessage());
    }
    failing = failure != null;
    return shops;
  }

  private @Nullable RuntimeException check(Turns.Turn turn) {
    extendedNanos = System.nanoTime();
    var failure = scope == Scope.FULL ? everything(turn) : recent(turn);
    if (failure == null) {
      turns.done(turn);
    } else {
      turns.failed(turn);
    }
    return failure;
  }

  private void extend(Turns.Turn turn) {
    if (System.nanoTime() - extendedNanos > EXTENSION.toNanos()) {
      turns.extend(turn);
      extendedNanos = System.nanoTime();
    }
  }

  private @Nullable RuntimeException everything(Turns.Turn turn) {
    RuntimeException failure = null;
    for (var invariant : Invariant.values()) {
      if (lockedAway.containsKey(invariant)) {
        failure = lockedAway.get(invariant);
        continue;
      }
      try {
        invariants.full(turn.shop(), invariant);
      } catch (DatabaseUnavailableException tooLong) {
        failure = tooLong;
      } catch (ConcurrencyConflictException locked) {
        failure = locked;
        lockedAway.put(invariant, locked);
      }
      extend(turn);
    }
    return failure;
  }

  private @Nullable RuntimeException recent(Turns.Turn turn) {
    try {
      invariants.recent(turn, () -> extend(turn));
      return null;
    } catch (DatabaseUnavailableException | ConcurrencyConflictException tooLong) {
      return tooLong;
    }
  }
}
