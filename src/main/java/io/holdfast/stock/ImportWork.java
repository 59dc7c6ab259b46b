package io.holdfast.stock;

import io.holdfast.platform.database.Attempts;
import io.holdfast.platform.database.ConflictRetry;
import io.holdfast.platform.database.Deadline;
import io.holdfast.platform.database.DeadlinePassedException;
import io.holdfast.platform.database.RetryableException;
import io.holdfast.platform.database.Transactions;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import java.time.Duration;
import java.util.ArrayList;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Applies the rows of an import in slices, each in a transaction of its own that also says how far
 * the import has come: whatever happens, a row takes effect once. Those who wait for units are
 * served after each slice. Thread-safe.
 */
@ApplicationScoped
class ImportWork {

  /** Rounds of attempts at one slice, where others are faster. */
  private static final int ROUNDS = 5;

  private final Transactions transactions;
  private final ConflictRetry retry;
  private final StoredImports imports;
  private final Event<Restocked> restocked;
  private final ImportConfig config;
  private final Duration deadline;

  ImportWork(
      Transactions transactions,
      ConflictRetry retry,
      StoredImports imports,
      Event<Restocked> restocked,
      ImportConfig config,
      @ConfigProperty(name = "holdfast.reservation.deadline") Duration deadline) {
    this.transactions = transactions;
    this.retry = retry;
    this.imports = imports;
    this.restocked = restocked;
    this.config = config;
    this.deadline = deadline;
  }

  /**
   * Applies all rows behind those that are done.
   *
   * @param stop asked before each slice whether to leave the rest to others
   * @param advanced told where the import is after each slice
   * @return whether it came to the end of the rows
   */
  boolean run(
      ImportProgress start, CsvRows rows, BooleanSupplier stop, Consumer<ImportProgress> advanced) {
    for (var done = 0L; done < start.rows() && rows.hasNext(); done++) {
      rows.next();
    }
    var progress = start;
    while (rows.hasNext()) {
      if (stop.getAsBoolean()) {
        return false;
      }
      var slice = new ArrayList<CsvRows.Row>();
      while (slice.size() < config.rowsPerTransaction() && rows.hasNext()) {
        slice.add(rows.next());
      }
      var from = progress;
      progress =
          write(
              from.shop(),
              transaction -> {
                var rejected = ImportSlice.apply(transaction, slice, from.principal());
                var to = from.plus(slice.size(), rejected, config.maxErrors());
                imports.advance(transaction, from, to);
                return to;
              });
      advanced.accept(progress);
      restocked.fire(new Restocked(from.shop(), ImportSlice.skus(slice)));
    }
    return true;
  }

  /** Runs one transaction, again and with patience where others are faster. */
  <T> T write(String shop, Transactions.Work<T> work) {
    for (var round = 1; ; round++) {
      try {
        var until = Deadline.in(deadline);
        var attempts = new Attempts(until);
        return retry.call(() -> attempts.next(() -> transactions.write(shop, until, work)));
      } catch (RetryableException | DeadlinePassedException busy) {
        if (round == ROUNDS) {
          throw busy;
        }
      }
    }
  }

  <T> T read(Transactions.Reading<T> reading) {
    return transactions.read(reading);
  }
}
