package io.holdfast.reservation.strategy;

import io.holdfast.platform.database.Deadline;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * Commands that wait for a lane: per shop in order of arrival, shops in turn, since a transaction
 * is about one shop. Bounded by commands, lines and bytes, and by time: whose turn would come too
 * late is told so at once. Thread-safe.
 */
final class AdmissionQueue {

  /** How far {@link #topUp} looks beyond what it may take. */
  private static final int LOOK_AHEAD = 1_000;

  /** The part of its time that a command may wait: half, and an eighth where many have waited. */
  private static final int BURST_SHARE = 2;

  private static final int STANDING_SHARE = 8;

  /** A queue that has been longer than a batch for so long is no burst that will pass. */
  private static final long STANDING_NANOS = 1_000_000_000;

  /** How many batches the usual time of one is an average of, about. */
  private static final int USUAL_OF = 8;

  /** How many times the usual one batch may count for: a collector's pause is no slow database. */
  private static final int OUTLIER = 4;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition arrival = lock.newCondition();
  private final Map<String, Deque<Waiting>> shops = new LinkedHashMap<>();
  private final int maxBatch;
  private final int maxCommands;
  private final int maxLines;
  private final long maxBytes;
  private final LongSupplier nanoTime;
  private int commands;
  private int lines;
  private long bytes;
  private boolean closed;

  /** When it became as long as a batch; meaningless while it is shorter. */
  private long longSince;

  /** Nanoseconds; 0 as long as nobody has told. Written by the lane alone. */
  private volatile long usualBatchNanos;

  /**
   * A queue.
   *
   * @param maxBatch most commands that are taken at once
   */
  AdmissionQueue(int maxBatch, int maxCommands, int maxLines, long maxBytes) {
    this(maxBatch, maxCommands, maxLines, maxBytes, System::nanoTime);
  }

  AdmissionQueue(
      int maxBatch, int maxCommands, int maxLines, long maxBytes, LongSupplier nanoTime) {
    this.maxBatch = maxBatch;
    this.maxCommands = maxCommands;
    this.maxLines = maxLines;
    this.maxBytes = maxBytes;
    this.nanoTime = nanoTime;
  }

  /**
   * Takes a command in.
   *
   * @return false if it is full, or closed, or if its turn would come too late
   */
  boolean offer(Waiting waiting) {
    lock.lock();
    try {
      if (isFullFor(waiting.deadline)
          || lines + waiting.lines > maxLines
          || bytes + waiting.bytes() > maxBytes) {
        return false;
      }
      append(waiting);
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Whether it takes in no command with this deadline, however small. */
  boolean isFullFor(Deadline deadline) {
    lock.lock();
    try {
      return closed
          || commands >= maxCommands
          || lines >= maxLines
          || bytes >= maxBytes
          || isTooLateFor(deadline);
    } finally {
      lock.unlock();
    }
  }

  /**
   * By full batches: as long as they are not full, more of them fit into the same time. A burst may
   * fill half of its deadline; where more come than can be served, to wait longer serves nobody
   * more, and costs the memory of all who wait.
   */
  private boolean isTooLateFor(Deadline deadline) {
    var batchesBefore = commands / maxBatch;
    if (batchesBefore == 0) {
      return false;
    }
    var standing = nanoTime.getAsLong() - longSince > STANDING_NANOS;
    var share = standing ? STANDING_SHARE : BURST_SHARE;
    return batchesBefore * usualBatchNanos > deadline.remainingNanos() / share;
  }

  /** What it took to decide a batch. */
  void decidedIn(long nanos) {
    var usual = usualBatchNanos;
    usualBatchNanos =
        usual == 0 ? nanos : usual + (Math.min(nanos, OUTLIER * usual) - usual) / USUAL_OF;
  }

  /** Takes commands in that were admitted before, full or not. */
  void readmit(List<Waiting> admitted) {
    lock.lock();
    try {
      admitted.forEach(this::append);
    } finally {
      lock.unlock();
    }
  }

  private void append(Waiting waiting) {
    shops.computeIfAbsent(waiting.command.shop(), shop -> new ArrayDeque<>()).addLast(waiting);
    commands++;
    if (commands == maxBatch) {
      longSince = nanoTime.getAsLong();
    }
    lines += waiting.lines;
    bytes += waiting.bytes();
    arrival.signal();
  }

  /**
   * What waits longest in the shop whose turn it is, in order of arrival; waits for the first
   * command where there is none, and for no other.
   *
   * @return empty when the queue is closed and nothing is left in it
   */
  List<Waiting> take(int most, int mostLines) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (shops.isEmpty() && !closed) {
        arrival.await();
      }
      if (shops.isEmpty()) {
        return List.of();
      }
      var turn = shops.entrySet().iterator().next();
      shops.remove(turn.getKey());
      var taken = new ArrayList<Waiting>();
      var takenLines = 0;
      var queue = turn.getValue();
      while (!queue.isEmpty() && taken.size() < most) {
        var next = queue.peekFirst();
        if (!taken.isEmpty() && takenLines + next.lines > mostLines) {
          break;
        }
        taken.add(queue.removeFirst());
        takenLines += next.lines;
        left(next);
      }
      if (!queue.isEmpty()) {
        shops.put(turn.getKey(), queue);
      }
      return taken;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Orders that arrived meanwhile and want nothing but these SKUs. None overtakes an earlier one
   * that wants a SKU of its own.
   */
  List<Waiting> topUp(String shop, Collection<String> locked, int most, int mostLines) {
    lock.lock();
    try {
      var queue = shops.get(shop);
      if (queue == null) {
        return List.of();
      }
      var taken = new ArrayList<Waiting>();
      var takenLines = 0;
      Set<String> passed = new HashSet<>();
      Iterator<Waiting> candidates = queue.iterator();
      for (var looked = 0;
          candidates.hasNext() && taken.size() < most && looked < most + LOOK_AHEAD;
          looked++) {
        var next = candidates.next();
        if (!next.isPlace()) {
          // What it is about is not known yet, so nothing may overtake it.
          break;
        }
        if (locked.containsAll(next.skus)
            && next.skus.stream().noneMatch(passed::contains)
            && takenLines + next.lines <= mostLines) {
          candidates.remove();
          taken.add(next);
          takenLines += next.lines;
          left(next);
        } else {
          passed.addAll(next.skus);
        }
      }
      if (queue.isEmpty()) {
        shops.remove(shop);
      }
      return taken;
    } finally {
      lock.unlock();
    }
  }

  private void left(Waiting waiting) {
    commands--;
    lines -= waiting.lines;
    bytes -= waiting.bytes();
  }

  boolean isEmpty() {
    return depth() == 0;
  }

  /** Commands that wait. */
  int depth() {
    lock.lock();
    try {
      return commands;
    } finally {
      lock.unlock();
    }
  }

  /** Takes nothing in any more; what waits can still be taken out. */
  void close() {
    lock.lock();
    try {
      closed = true;
      arrival.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
