package io.holdfast.reservation.strategy;

import io.holdfast.idempotency.IdempotencyRecords;
import io.holdfast.platform.database.Attempts;
import io.holdfast.platform.database.Deadline;
import io.holdfast.platform.database.LaneConnections;
import io.holdfast.reservation.decision.Command;
import io.holdfast.reservation.decision.Verdict;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/**
 * Combined turns: orders that wait while a transaction commits are decided together in the next
 * one, in the order of their arrival, and each is answered for itself. A row that everybody wants
 * is then locked and flushed once per batch, not once per order. Thread-safe; no caller is blocked.
 */
@ApplicationScoped
public class CombiningStrategy implements Strategy {

  /** Whoever keeps a lock for longer makes the others go round those who need it. */
  private static final long LOCK_TIMEOUT_MILLIS = 250;

  private static final long STOP_MILLIS = 10_000;

  private record Sku(String shop, String code) {}

  private final LaneConnections connections;
  private final BatchTransaction transaction;
  private final CombiningConfig config;
  private final CombiningMetrics metrics;
  private final MeterRegistry registry;
  private final int maxAttempts;

  /** SKUs with commands on the side track, and how many: later ones queue up behind them. */
  private final ConcurrentHashMap<Sku, Integer> aside = new ConcurrentHashMap<>();

  private final List<Thread> threads = new ArrayList<>();
  private volatile @Nullable List<AdmissionQueue> queues;
  private @Nullable AdmissionQueue sideQueue;

  CombiningStrategy(
      LaneConnections connections,
      IdempotencyRecords keys,
      DecisionWriter writer,
      LockWait lockWait,
      CombiningConfig config,
      CombiningMetrics metrics,
      MeterRegistry registry,
      @ConfigProperty(name = "holdfast.reservation.max-retries", defaultValue = "3")
          int maxRetries) {
    this.connections = connections;
    this.transaction = new BatchTransaction(keys, writer, lockWait, name());
    this.config = config;
    this.metrics = metrics;
    this.registry = registry;
    this.maxAttempts = 1 + maxRetries;
  }

  @Override
  public final String name() {
    return "combining";
  }

  /**
   * Queues a command; its verdict comes when its batch is committed.
   *
   * @param attempts told of every batch that it is in; the lane's until the verdict is there
   * @return completes exceptionally as {@link OneByOneStrategy#execute} throws, or with {@link
   *     io.holdfast.platform.database.AttemptsSpentException} or {@link
   *     io.holdfast.platform.database.DeadlinePassedException}; null where the queue is full
   */
  public @Nullable CompletionStage<Verdict> submit(Command command, Attempts attempts) {
    var waiting = new Waiting(command, attempts);
    var lanes = queues();
    var queue = isAside(waiting) ? sideQueue() : lanes.get(lane(waiting, lanes));
    if (queue == sideQueue()) {
      mark(waiting);
    }
    return queue.offer(waiting) ? waiting.answer : refused(waiting);
  }

  /** Whether no command with this deadline would be queued, whatever it is about. */
  public boolean isFullFor(Deadline deadline) {
    var lanes = queues;
    return lanes != null
        && aside.isEmpty()
        && lanes.stream().allMatch(queue -> queue.isFullFor(deadline));
  }

  private static @Nullable CompletionStage<Verdict> refused(Waiting waiting) {
    // Takes its mark on the side track away.
    waiting.answer.cancel(false);
    return null;
  }

  /** Of the lanes of its SKUs the one where most is waiting; the order of locks makes any safe. */
  private static int lane(Waiting waiting, List<AdmissionQueue> lanes) {
    if (lanes.size() == 1) {
      return 0;
    }
    return waiting.skus.stream()
        .map(
            sku ->
                Math.floorMod(
                    31 * waiting.command.shop().hashCode() + sku.hashCode(), lanes.size()))
        .max(Comparator.comparingInt(lane -> lanes.get(lane).depth()))
        .orElseGet(() -> Math.floorMod(waiting.command.orderId().hashCode(), lanes.size()));
  }

  private boolean isAside(Waiting waiting) {
    return !aside.isEmpty()
        && waiting.skus.stream().anyMatch(code -> aside.containsKey(sku(waiting, code)));
  }

  private void mark(Waiting waiting) {
    waiting.skus.forEach(code -> aside.merge(sku(waiting, code), 1, Integer::sum));
    waiting.whenAnswered(
        () ->
            waiting.skus.forEach(
                code ->
                    aside.computeIfPresent(
                        sku(waiting, code), (sku, count) -> count == 1 ? null : count - 1)));
  }

  private static Sku sku(Waiting waiting, String code) {
    return new Sku(waiting.command.shop(), code);
  }

  private void sideTrack(Collection<Waiting> commands) {
    commands.forEach(this::mark);
    sideQueue().readmit(List.copyOf(commands));
  }

  private AdmissionQueue sideQueue() {
    queues();
    return Objects.requireNonNull(sideQueue);
  }

  private List<AdmissionQueue> queues() {
    var started = queues;
    return started != null ? started : start();
  }

  /** With the first command, so that other strategies cost no thread and no connection. */
  private synchronized List<AdmissionQueue> start() {
    if (queues != null) {
      return queues;
    }
    var side = newQueue();
    sideQueue = side;
    startLane("holdfast-side-lane", side, 0);
    var lanes = new ArrayList<AdmissionQueue>();
    for (var i = 0; i < config.lanes(); i++) {
      var queue = newQueue();
      lanes.add(queue);
      startLane("holdfast-lane-" + i, queue, LOCK_TIMEOUT_MILLIS);
    }
    metrics.queueIs(() -> side.depth() + lanes.stream().mapToInt(AdmissionQueue::depth).sum());
    queues = List.copyOf(lanes);
    return queues;
  }

  private AdmissionQueue newQueue() {
    return new AdmissionQueue(
        config.maxBatch(), config.maxQueue(), config.maxQueueLines(), config.maxQueueBytes());
  }

  private void startLane(String name, AdmissionQueue queue, long lockTimeoutMillis) {
    var lane =
        new Lane(
            queue,
            transaction,
            connections.open(),
            config,
            metrics,
            new Contention(registry, name()),
            maxAttempts,
            lockTimeoutMillis,
            this::sideTrack);
    var thread = new Thread(lane, name);
    thread.setDaemon(true);
    thread.start();
    threads.add(thread);
  }

  /** Decides what still waits, and ends. */
  @PreDestroy
  synchronized void stop() throws InterruptedException {
    if (queues == null) {
      return;
    }
    queues.forEach(AdmissionQueue::close);
    var until = Deadline.in(Duration.ofMillis(STOP_MILLIS));
    for (var thread : threads.subList(1, threads.size())) {
      TimeUnit.MILLISECONDS.timedJoin(thread, until.remainingMillis());
    }
    // Last, since the others may still send commands there.
    sideQueue().close();
    TimeUnit.MILLISECONDS.timedJoin(threads.get(0), until.remainingMillis());
  }
}
