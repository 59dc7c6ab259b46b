package io.holdfast.event;

import io.vertx.core.buffer.Buffer;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What the streams of one shop in this process share: how far its numbers go, and the page that was
 * read last. Streams that stand at the same place, as all do that keep up, share one query.
 * Thread-safe.
 */
final class Feed {

  /**
   * A page, ready to be sent.
   *
   * @param upTo how far the numbers went when it was asked for
   */
  record Chunk(EventLog.Page page, Buffer text, long upTo) {}

  private record Reading(Position after, CompletableFuture<Chunk> chunk) {}

  private final AtomicLong last = new AtomicLong();
  private final Set<Runnable> streams = ConcurrentHashMap.newKeySet();
  private @Nullable Reading reading;

  long last() {
    return last.get();
  }

  /** Wakes the streams where there is news. */
  void advance(long number) {
    if (last.getAndAccumulate(number, Math::max) < number) {
      streams.forEach(Runnable::run);
    }
  }

  void add(Runnable wake) {
    streams.add(wake);
  }

  /** Whether it was the last one. */
  boolean remove(Runnable wake) {
    streams.remove(wake);
    return streams.isEmpty();
  }

  /** The events behind a place: what is at hand or under way, else what {@code read} promises. */
  synchronized CompletableFuture<Chunk> chunk(
      Position after, Function<Position, CompletableFuture<Chunk>> read) {
    if (reading == null || !reading.after().equals(after) || isUseless(reading.chunk())) {
      reading = new Reading(after, read.apply(after));
    }
    return reading.chunk();
  }

  private static boolean isUseless(CompletableFuture<Chunk> chunk) {
    return chunk.isCompletedExceptionally()
        || (chunk.isDone() && chunk.join().page().events().isEmpty());
  }
}
