package io.holdfast.event;

import io.vertx.core.buffer.Buffer;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * The feeds of all shops that somebody in this process reads. However many streams there are, they
 * read through two threads, and so through two connections. Thread-safe.
 */
@ApplicationScoped
class Feeds {

  /** Events that are read at once: about 100 KiB of ordinary orders. */
  static final int PAGE = 100;

  private static final int READERS = 2;

  private final EventLog log;
  private final jakarta.enterprise.event.Event<Numbers> listeners;
  private final Map<String, Feed> feeds = new ConcurrentHashMap<>();
  // Each stream has at most one page under way, so the queue is as bounded as they are.
  private final ExecutorService readers;

  Feeds(EventLog log, jakarta.enterprise.event.Event<Numbers> listeners) {
    this.log = log;
    this.listeners = listeners;
    this.readers =
        Executors.newFixedThreadPool(
            READERS,
            task -> {
              var thread = new Thread(task, "event-reader");
              thread.setDaemon(true);
              return thread;
            });
  }

  @PreDestroy
  void close() {
    readers.shutdownNow();
  }

  Executor readers() {
    return readers;
  }

  /** The shops that are read here. */
  List<String> shops() {
    return List.copyOf(feeds.keySet());
  }

  /** Tells readers how far a shop's numbers go. */
  void advance(Numbers numbers) {
    listeners.fire(numbers);
    var feed = feeds.get(numbers.shop());
    if (feed != null) {
      feed.advance(numbers.last());
    }
  }

  /** Joins a shop's feed; {@code wake} is run when there is news, on any thread. */
  Feed join(String shop, Runnable wake) {
    var joined =
        feeds.compute(
            shop,
            (name, feed) -> {
              var joining = feed == null ? new Feed() : feed;
              joining.add(wake);
              return joining;
            });
    if (joined == null) {
      throw new IllegalStateException("A feed was made and is gone");
    }
    return joined;
  }

  /** Leaves it; the last one takes it away. */
  void leave(String shop, Runnable wake) {
    feeds.computeIfPresent(shop, (name, feed) -> feed.remove(wake) ? null : feed);
  }

  /** The events behind a place. */
  CompletableFuture<Feed.Chunk> chunk(String shop, Feed feed, Position after) {
    return feed.chunk(
        after,
        from -> {
          var upTo = feed.last();
          return CompletableFuture.supplyAsync(() -> read(shop, from, upTo), readers);
        });
  }

  private Feed.Chunk read(String shop, Position after, long upTo) {
    var page = log.after(shop, after, PAGE);
    var text = new StringBuilder();
    for (var event : page.events()) {
      text.append("id: ")
          .append(event.id(shop))
          .append("\ndata: ")
          .append(event.toCloudEvent(shop))
          .append("\n\n");
    }
    return new Feed.Chunk(page, Buffer.buffer(text.toString()), upTo);
  }
}
