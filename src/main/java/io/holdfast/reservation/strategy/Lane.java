package io.holdfast.reservation.strategy;

import io.holdfast.platform.database.ConcurrencyConflictException;
import io.holdfast.platform.database.ConflictCause;
import io.holdfast.platform.database.Deadline;
import io.holdfast.platform.database.LaneConnection;
import io.holdfast.platform.database.RetryableException;
import io.holdfast.platform.database.SqlErrors;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * A thread that decides what waits, batch after batch, on one connection. There is no timer: while
 * one batch commits the next one gathers, and on an idle service a lone command goes at once. A
 * batch that fails answers for each of its members: one that met a conflict or lost its connection
 * runs again whole, one that an error about its data broke is split until the culprit is alone.
 */
final class Lane implements Runnable {

  /** Where commands go whose locks somebody keeps for long. */
  @FunctionalInterface
  interface SideTrack {
    void take(List<Waiting> commands);
  }

  /** A part of a batch to run. */
  private record Part(List<Waiting> members) {}

  private static final Logger LOG = Logger.getLogger(Lane.class);

  private static final Comparator<Deadline> LATEST = Comparator.comparingLong(Deadline::nanoTime);

  /** Up to so long after the deadline a lost COMMIT is still asked for. */
  private static final Duration SETTLING = Duration.ofSeconds(2);

  private final AdmissionQueue queue;
  private final BatchTransaction transaction;
  private final LaneConnection connection;
  private final CombiningConfig config;
  private final CombiningMetrics metrics;
  private final Contention contention;
  private final int maxAttempts;
  private final long lockTimeoutMillis;
  private final SideTrack sideTrack;

  /**
   * A lane.
   *
   * @param lockTimeoutMillis how long to wait for locks before the members go to the side track; 0
   *     to wait up to their deadlines
   */
  Lane(
      AdmissionQueue queue,
      BatchTransaction transaction,
      LaneConnection connection,
      CombiningConfig config,
      CombiningMetrics metrics,
      Contention contention,
      int maxAttempts,
      long lockTimeoutMillis,
      SideTrack sideTrack) {
    this.queue = queue;
    this.transaction = transaction;
    this.connection = connection;
    this.config = config;
    this.metrics = metrics;
    this.contention = contention;
    this.maxAttempts = maxAttempts;
    this.lockTimeoutMillis = lockTimeoutMillis;
    this.sideTrack = sideTrack;
  }

  @Override
  public void run() {
    try (connection) {
      for (var batch = next(); !batch.isEmpty(); batch = next()) {
        runAll(batch);
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * On the side track one order's locks are waited for at a time, and shared with whom they suit.
   */
  private List<Waiting> next() throws InterruptedException {
    return isSideLane() ? queue.take(1, 1) : queue.take(config.maxBatch(), config.maxBatchLines());
  }

  private boolean isSideLane() {
    return lockTimeoutMillis == 0;
  }

  private void runAll(List<Waiting> batch) {
    Deque<Part> parts = new ArrayDeque<>(List.of(new Part(batch)));
    while (!parts.isEmpty()) {
      var members = punctual(parts.pop().members());
      if (members.isEmpty()) {
        continue;
      }
      try {
        attempt(members, parts);
      } catch (RuntimeException | Error failure) {
        // Whatever it is: behind a lane that has ended nobody would get an answer any more.
        members.forEach(waiting -> waiting.answer.completeExceptionally(failure));
        if (failure instanceof Error) {
          LOG.error("A batch failed", failure);
        }
      }
    }
  }

  private void attempt(List<Waiting> members, Deque<Part> parts) {
    try {
      run(members);
    } catch (ConcurrencyConflictException conflict) {
      contention.conflict(conflict.conflict());
      if (conflict.conflict() == ConflictCause.LOCK_TIMEOUT && !isSideLane()) {
        metrics.rerun(CombiningMetrics.Rerun.BUSY);
        makeWay(members, conflict, parts);
      } else {
        metrics.rerun(CombiningMetrics.Rerun.CONFLICT);
        again(members, conflict, parts);
      }
    } catch (RetryableException lost) {
      metrics.rerun(CombiningMetrics.Rerun.CONNECTION_LOST);
      again(members, lost, parts);
    } catch (RuntimeException | Error failure) {
      if (members.size() == 1 || !SqlErrors.isDataError(failure)) {
        throw failure;
      }
      metrics.rerun(CombiningMetrics.Rerun.SPLIT);
      var half = members.size() / 2;
      parts.push(new Part(members.subList(half, members.size())));
      parts.push(new Part(members.subList(0, half)));
    }
  }

  /** Those that are still worth deciding; the others are told. */
  private static List<Waiting> punctual(List<Waiting> members) {
    var punctual = new ArrayList<Waiting>(members.size());
    for (var waiting : members) {
      if (waiting.deadline.passed()) {
        waiting.giveUp();
      } else {
        punctual.add(waiting);
      }
    }
    return punctual;
  }

  private void run(List<Waiting> members) {
    members.forEach(waiting -> waiting.attempts.begin());
    metrics.batch(members.size(), System.nanoTime() - members.get(0).since);
    var last = members.stream().map(waiting -> waiting.deadline).max(LATEST).orElseThrow();
    var shop = members.get(0).command.shop();
    var lone = members.size() == 1 && queue.isEmpty();
    var began = System.nanoTime();
    var outcome =
        transaction.run(
            connection,
            members,
            isSideLane() ? Math.max(1, last.remainingMillis()) : lockTimeoutMillis,
            Deadline.in(SETTLING.plusMillis(last.remainingMillis())),
            !isSideLane(),
            lone ? null : locked -> topUp(shop, locked, members));
    if (!isSideLane()) {
      queue.decidedIn(System.nanoTime() - began);
    }
    for (var i = 0; i < outcome.decided().size(); i++) {
      outcome.decided().get(i).answer.complete(outcome.verdicts().get(i));
    }
    outcome.late().forEach(Waiting::giveUp);
    if (!outcome.busy().isEmpty()) {
      sideTrack.take(outcome.busy());
    }
  }

  private List<Waiting> topUp(String shop, Collection<String> locked, List<Waiting> members) {
    var lines = members.stream().mapToInt(waiting -> waiting.lines).sum();
    var more =
        queue.topUp(
            shop, locked, config.maxBatch() - members.size(), config.maxBatchLines() - lines);
    more.forEach(waiting -> waiting.attempts.begin());
    return more;
  }

  /** Runs them again, but for those whose budget is spent. */
  private void again(List<Waiting> members, RetryableException failure, Deque<Part> parts) {
    var rest = new ArrayList<Waiting>(members.size());
    for (var waiting : members) {
      waiting.attempts.failed(failure);
      if (waiting.attempts.count() >= maxAttempts) {
        waiting.giveUp();
      } else {
        rest.add(waiting);
      }
    }
    if (!rest.isEmpty()) {
      pause(failure, rest.get(0).attempts.count());
      contention.retry(rest.size());
      parts.push(new Part(rest));
    }
  }

  /** A server that went away needs a moment; against another transaction a short one will do. */
  private static void pause(RetryableException failure, int attempts) {
    var most = failure instanceof ConcurrencyConflictException ? 5L * attempts : 50L << attempts;
    LockSupport.parkNanos(
        TimeUnit.MILLISECONDS.toNanos(ThreadLocalRandom.current().nextLong(most / 2, most)));
  }

  /** Sends those aside that want what somebody keeps locked, and goes on with the others. */
  private void makeWay(
      List<Waiting> members, ConcurrencyConflictException conflict, Deque<Part> parts) {
    members.forEach(waiting -> waiting.attempts.failed(conflict));
    var shop = members.get(0).command.shop();
    var named =
        members.stream().flatMap(waiting -> waiting.skus.stream()).collect(Collectors.toSet());
    Set<String> busy;
    try {
      busy = transaction.busySkus(connection, shop, named, Deadline.in(SETTLING));
    } catch (RetryableException failure) {
      again(members, failure, parts);
      return;
    }
    var aside = new ArrayList<Waiting>();
    var free = new ArrayList<Waiting>();
    for (var waiting : members) {
      // What a cancel is about is not known here.
      var goesAside = !waiting.isPlace() || waiting.skus.stream().anyMatch(busy::contains);
      (goesAside ? aside : free).add(waiting);
    }
    sideTrack.take(aside);
    if (!free.isEmpty()) {
      parts.push(new Part(free));
    }
  }
}
