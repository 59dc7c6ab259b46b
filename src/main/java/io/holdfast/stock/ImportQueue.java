package io.holdfast.stock;

import io.holdfast.platform.http.Json;
import io.holdfast.stock.ImportView.Status;
import io.holdfast.stock.StoredImports.Due;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Works on uploaded imports, a few at a time: those of this process, and those that another one has
 * left when it stopped. What does not fit into the queue is found again by the next look. The
 * database says who works on what, so several processes may look. Thread-safe.
 */
@ApplicationScoped
class ImportQueue {

  private static final Logger LOG = Logger.getLogger(ImportQueue.class);
  private static final int MAX_QUEUED = 1_000;
  private static final int STOP_SECONDS = 5;

  private final ImportWork work;
  private final StoredImports imports;
  private final Json json;
  private final ThreadPoolExecutor workers;
  private final Set<Due> queued = ConcurrentHashMap.newKeySet();
  private volatile boolean stopping;

  ImportQueue(ImportWork work, StoredImports imports, Json json, ImportConfig config) {
    this.work = work;
    this.imports = imports;
    this.json = json;
    this.workers =
        new ThreadPoolExecutor(
            config.maxConcurrent(),
            config.maxConcurrent(),
            1,
            TimeUnit.MINUTES,
            new LinkedBlockingQueue<>(MAX_QUEUED),
            task -> new Thread(task, "holdfast-import"));
    workers.allowCoreThreadTimeOut(true);
  }

  void add(Due upload) {
    if (queued.add(upload)) {
      try {
        workers.execute(() -> take(upload));
      } catch (RejectedExecutionException full) {
        queued.remove(upload);
      }
    }
  }

  @Scheduled(
      every = "{holdfast.import.resume-interval}",
      delayed = "{holdfast.import.resume-interval}",
      concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  void look() {
    try {
      work.read(StoredImports::due).forEach(this::add);
    } catch (RuntimeException failure) {
      LOG.warnf("Imports wait until the next look: %s", failure.getMessage());
    }
  }

  /** Between two slices; the rest is anybody's at once. */
  void stop(@Observes ShutdownEvent stop) {
    stopping = true;
    workers.shutdown();
    try {
      if (!workers.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS)) {
        LOG.warn("An import is left to its lease");
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void take(Due upload) {
    try {
      if (!stopping) {
        work.write(upload.shop(), transaction -> imports.claim(transaction, upload.id()))
            .ifPresent(start -> run(upload, start));
      }
    } catch (RuntimeException failure) {
      LOG.warnf("Import %s waits until its lease is over: %s", upload.id(), failure.getMessage());
    } finally {
      queued.remove(upload);
    }
  }

  private void run(Due upload, ImportProgress start) {
    var rows = CsvRows.of(new UploadedBody(work, upload), json);
    var finished = work.run(start, rows, () -> stopping, ignored -> {});
    work.write(
        upload.shop(),
        transaction -> {
          if (finished) {
            imports.end(transaction, upload.id(), Status.FINISHED);
          } else {
            imports.release(transaction, upload.id());
          }
          return true;
        });
  }
}
