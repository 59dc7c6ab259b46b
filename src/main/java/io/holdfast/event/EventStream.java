package io.holdfast.event;

import io.vertx.core.Context;
import io.vertx.core.http.HttpServerResponse;
import java.util.function.Consumer;

/**
 * One reader's stream. It asks for the next page when its socket has taken the one before, so that
 * a slow reader keeps one page in memory and nobody waiting, and it holds neither a thread nor a
 * connection of the database. All its work is done on the event loop of its connection.
 */
final class EventStream {

  /** Signs of life that a socket may fail to take before its reader counts as gone. */
  private static final int MOST_MISSED = 4;

  private final String shop;
  private final Feeds feeds;
  private final Context context;
  private final HttpServerResponse response;
  private final Consumer<EventStream> whenOver;
  private final Runnable wake = this::wake;
  private final Feed feed;
  private Position at;
  private boolean reading;
  private boolean over;
  private int missed;

  /**
   * A stream that has not begun.
   *
   * @param whenOver is called once, whoever ends it
   */
  EventStream(
      String shop,
      Position from,
      Feeds feeds,
      Context context,
      HttpServerResponse response,
      Consumer<EventStream> whenOver) {
    this.shop = shop;
    this.at = from;
    this.feeds = feeds;
    this.context = context;
    this.response = response;
    this.whenOver = whenOver;
    this.feed = feeds.join(shop, wake);
  }

  /** Sends the head and whatever there is; {@code last} is how far the numbers go. */
  void begin(long last) {
    response
        .setChunked(true)
        .putHeader("Content-Type", "text/event-stream")
        // Proxies that gather answers, as nginx does, pass this one on as it comes.
        .putHeader("X-Accel-Buffering", "no")
        .exceptionHandler(broken -> finish())
        .closeHandler(gone -> finish())
        .drainHandler(ready -> pump());
    // An id without data: who is cut off before the first event still knows where to go on.
    response.write("retry: 1000\nid: " + at.id(shop) + "\n\n");
    feed.advance(last);
    pump();
  }

  /** Ends it in good order; the reader will come back, here or elsewhere. */
  void end() {
    context.runOnContext(now -> finish());
  }

  /** Gives a sign of life, which is also how a reader that is gone is noticed. */
  void beat() {
    context.runOnContext(
        now -> {
          if (over) {
            return;
          }
          if (!response.writeQueueFull()) {
            missed = 0;
            response.write(":\n\n");
          } else if (++missed > MOST_MISSED) {
            response.reset();
            finish();
          }
        });
  }

  private void wake() {
    context.runOnContext(now -> pump());
  }

  private void pump() {
    var atTheEnd = at.isEndOfBatch() && feed.last() <= at.number();
    if (over || reading || response.writeQueueFull() || atTheEnd) {
      return;
    }
    reading = true;
    var unused =
        feeds
            .chunk(shop, feed, at)
            .whenComplete(
                (chunk, failure) ->
                    context.runOnContext(
                        now -> {
                          reading = false;
                          if (failure != null || chunk.page().lost()) {
                            finish();
                          } else {
                            send(chunk);
                          }
                        }));
  }

  private void send(Feed.Chunk chunk) {
    if (over) {
      return;
    }
    var page = chunk.page();
    at = page.next();
    if (!page.events().isEmpty()) {
      response.write(chunk.text());
    }
    // Nothing there, though the numbers had come so far: it waits to be told of more.
    if (!page.events().isEmpty() || feed.last() > chunk.upTo()) {
      pump();
    }
  }

  private void finish() {
    if (!over) {
      over = true;
      feeds.leave(shop, wake);
      whenOver.accept(this);
    }
  }
}
