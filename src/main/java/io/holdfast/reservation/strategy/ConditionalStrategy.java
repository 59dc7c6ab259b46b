package io.holdfast.reservation.strategy;

import io.holdfast.platform.database.ConcurrencyConflictException;
import io.holdfast.platform.database.ConflictCause;
import io.holdfast.platform.database.Deadline;
import io.holdfast.platform.database.WriteTransaction;
import io.holdfast.reservation.decision.Command;
import io.holdfast.reservation.decision.Decision;
import io.holdfast.reservation.decision.Verdict;
import io.holdfast.stock.Level;
import io.holdfast.stock.Levels;
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
  private final LockWait lockWait;

  ConditionalStrategy(OneTransaction transaction, LockWait lockWait) {
    this.transaction = transaction;
    this.lockWait = lockWait;
  }

  @Override
  public String name() {
    return "conditional";
  }

  @Override
  public Verdict execute(Command command, Deadline deadline, int attempt) {
    return transaction.execute(command, deadline, new Guarded());
  }

  /** The updates of one attempt. */
  private final class Guarded implements OneTransaction.StockAccess {

    private final List<Level> updated = new ArrayList<>();

    @Override
    public List<Level> take(
        WriteTransaction transaction,
        Collection<String> skus,
        OneTransaction.Foretelling foretelling)
        throws SQLException {
      var seen = Levels.read(transaction.connection(), transaction.shop(), skus);
      var undone = new ArrayList<Level>();
      for (var wanted : foretelling.on(seen).levels()) {
        var before = seen.stream().filter(wanted::isSamePlaceAs).findAny().orElseThrow();
        var after =
            lockWait.time(
                name(),
                () ->
                    Levels.changeGuarded(
                        transaction.connection(), transaction.shop(), before, wanted));
        if (after.isEmpty()) {
          // The look is out of date: what is there now decides, without the updates so far, which a
          // refusal undoes.
          var now = Levels.read(transaction.connection(), transaction.shop(), skus);
          return replaced(now, undone);
        }
        updated.add(after.get());
        undone.add(after.get().before(wanted, before));
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
