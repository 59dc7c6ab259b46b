package io.holdfast.stock;

import io.holdfast.platform.database.DatabaseUnavailableException;
import io.holdfast.platform.database.DeadlinePassedException;
import io.holdfast.platform.database.OutcomeUnknownException;
import io.holdfast.platform.database.RetryableException;
import io.holdfast.platform.http.Actor;
import io.holdfast.platform.http.Json;
import io.holdfast.platform.problem.Problem;
import io.holdfast.platform.problem.ProblemType;
import io.holdfast.stock.ImportView.Status;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import org.hibernate.id.uuid.UuidVersion7Strategy;
import org.jboss.logging.Logger;

/**
 * Imports of a catalogue: with the caller waiting for the end, or stored first and then worked on
 * by whichever process has time. Thread-safe.
 */
@ApplicationScoped
class Imports {

  private static final Logger LOG = Logger.getLogger(Imports.class);
  private static final int CHUNK = 256 * 1024;

  private final ImportWork work;
  private final StoredImports imports;
  private final ImportQueue queue;
  private final Json json;
  private final Semaphore waiting;

  Imports(
      ImportWork work, StoredImports imports, ImportQueue queue, Json json, ImportConfig config) {
    this.work = work;
    this.imports = imports;
    this.queue = queue;
    this.json = json;
    this.waiting = new Semaphore(config.maxConcurrent());
  }

  /**
   * Imports all rows of the body.
   *
   * @throws Problem {@code validation} for a bad header row, {@code rate-limited} or {@code
   *     overloaded} where others come first; nothing was imported then. Any other has the members
   *     {@code accepted} and {@code rejected}: so many rows it had come to
   */
  ImportView.Result now(Actor actor, InputStream body) {
    if (!waiting.tryAcquire()) {
      throw new Problem(ProblemType.OVERLOADED, "Too many imports are running; come back later.");
    }
    try {
      var rows = CsvRows.of(body, json);
      var start = begin(actor, Status.RUNNING);
      var progress = new AtomicReference<>(start);
      try {
        work.run(start, rows, () -> false, progress::set);
        end(start, Status.FINISHED);
        return Objects.requireNonNull(progress.get()).result();
      } catch (RuntimeException failure) {
        end(start, Status.FAILED);
        throw stopped(failure, Objects.requireNonNull(progress.get()));
      }
    } catch (UncheckedIOException cut) {
      throw Problem.invalid("body", "was cut short");
    } finally {
      waiting.release();
    }
  }

  /** Stores the body, to be imported by somebody; refuses like {@link #now}. */
  ImportView later(Actor actor, InputStream body) {
    if (!waiting.tryAcquire()) {
      throw new Problem(ProblemType.OVERLOADED, "Too many imports are running; come back later.");
    }
    try {
      var first = body.readNBytes(CHUNK);
      CsvRows.of(new ByteArrayInputStream(first), json);
      var upload = begin(actor, Status.RECEIVING);
      try {
        var position = 0;
        for (var chunk = first; chunk.length > 0; chunk = body.readNBytes(CHUNK)) {
          var data = chunk;
          var place = position++;
          work.write(
              actor.shop(),
              transaction -> {
                imports.append(transaction, upload.id(), place, data);
                return true;
              });
        }
        work.write(
            actor.shop(),
            transaction -> {
              imports.stored(transaction, upload.id());
              return true;
            });
      } catch (IOException | RuntimeException failure) {
        end(upload, Status.FAILED);
        throw failure;
      }
      var view = get(actor.shop(), upload.id());
      queue.add(new StoredImports.Due(actor.shop(), upload.id()));
      return view;
    } catch (IOException cut) {
      throw Problem.invalid("body", "was cut short");
    } finally {
      waiting.release();
    }
  }

  /** How far an import has come. */
  ImportView get(String shop, UUID id) {
    return work.read(connection -> StoredImports.find(connection, shop, id))
        .orElseThrow(() -> Items.notFound("import", id.toString()));
  }

  private ImportProgress begin(Actor actor, Status status) {
    var id = UuidVersion7Strategy.INSTANCE.generateUuid(null);
    var start = ImportProgress.start(actor.shop(), id, actor.principal());
    work.write(
        actor.shop(),
        transaction -> {
          imports.begin(transaction, start, status);
          return true;
        });
    return start;
  }

  /** Where this fails the lease runs out, with the same effect. */
  private void end(ImportProgress progress, Status status) {
    try {
      work.write(
          progress.shop(),
          transaction -> {
            imports.end(transaction, progress.id(), status);
            return true;
          });
    } catch (RuntimeException failure) {
      LOG.warnf("The end of an import could not be written: %s", failure.getMessage());
    }
  }

  /** Nothing may say that nothing was changed. */
  private static RuntimeException stopped(RuntimeException failure, ImportProgress progress) {
    Problem problem;
    if (failure instanceof UncheckedIOException) {
      problem = Problem.invalid("body", "was cut short");
    } else if (failure instanceof RetryableException
        || failure instanceof DeadlinePassedException
        || failure instanceof DatabaseUnavailableException
        || failure instanceof OutcomeUnknownException) {

      problem =
          new Problem(
              ProblemType.UNAVAILABLE,
              "The import stopped after %d rows, which stay.".formatted(progress.rows()));
    } else {
      return failure;
    }
    return problem.with("accepted", progress.accepted()).with("rejected", progress.rejected());
  }
}
