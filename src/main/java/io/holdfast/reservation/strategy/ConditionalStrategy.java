package io.holdfast.reservation.strategy;

import io.holdfast.idempotency.IdempotencyRecords;
import io.holdfast.platform.database.ConcurrencyConflictException;
import io.holdfast.platform.database.ConflictCause;
import io.holdfast.platform.database.Deadline;
import io.holdfast.platform.database.WriteTransaction;
import io.holdfast.reservation.decision.Command;
import io.holdfast.reservation.decision.Decision;
import io.holdfast.reservation.decision.Sourcing;
import io.holdfast.reservation.decision.Verdict;
import io.holdfast.stock.Level;
import io.holdfast.stock.Levels;
import io.holdfast.stock.Location;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;

/**
 * One guarded {@code UPDATE … WHERE} per level instead of a lock and a write: a plain look tells
 * where the units could come from, the guarded updates take them, in lock order, and what they
 * returned is what the decision is made on. Where the decision does not bear the updates out, all
 * is rolled back.
 */
@ApplicationScoped
class ConditionalStrategy implements OneByOneStrategy {

  private final OneTransaction transaction;
  private final IdempotencyRecords keys;
  private final LockWait lockWait;

  ConditionalStrategy(OneTransaction transaction, IdempotencyRecords keys, LockWait lockWait) {
    this.transaction = transaction;
    this.keys = keys;
    this.lockWait = lockWait;
  }

  @Override
  public String name() {
    return "conditional";
  }

  @Override
  public Verdict execute(Command command, Deadline deadline, int attempt) {
    return transaction.execute(command, deadline, new Guarded(command));
  }

  /** The updates of one attempt. */
  private final class Guarded implements OneTransaction.StockAccess {

    private final Command command;
    private final List<Level> updated = new ArrayList<>();

    Guarded(Command command) {
      this.command = command;
    }

    @Override
    public List<Level> take(
        WriteTransaction transaction, Collection<String> skus, OneTransaction.Plan plan)
        throws SQLException {
      var seen = Levels.read(transaction.connection(), transaction.shop(), skus);
      var key = command.key();
      if (key != null && keys.find(transaction, key).isPresent()) {
        return seen;
      }
      var changes = Sourcing.changes(command, plan.orders(), seen, Location.read(transaction));
      var undone = new ArrayList<Level>();
      for (var change : changes) {
        var after =
            lockWait.time(
                name(),
                () ->
                    Levels.reserveGuarded(
                        transaction.connection(),
                        transaction.shop(),
                        change.sku(),
                        change.location(),
                        change.reservedDelta()));
        if (after.isEmpty()) {
          // The look is out of date: what is there now decides, without the updates so far, which a
          // refusal undoes.
          var now = Levels.read(transaction.connection(), transaction.shop(), skus);
          return replaced(now, undone);
        }
        updated.add(after.get());
        undone.add(after.get().before(change.reservedDelta()));
      }
      return replaced(seen, undone);
    }

    private static List<Level> replaced(List<Level> levels, List<Level> by) {
      return levels.stream()
          .map(level -> by.stream().filter(level::isSamePlaceAs).findAny().orElse(level))
          .toList();
    }

    @Override
    public void write(WriteTransaction transaction, Decision decision) {
      if (!new HashSet<>(updated).equals(new HashSet<>(decision.levels()))) {
        throw new ConcurrencyConflictException(ConflictCause.VERSION, null);
      }
    }
  }
}
