package io.holdfast.event;

import io.holdfast.platform.problem.Problem;
import io.holdfast.platform.problem.ProblemType;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.runtime.ShutdownEvent;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerResponse;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.ws.rs.core.Response;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The streams that this process serves: opened up to a limit, kept alive, and ended when it is told
 * to stop, so that their readers go elsewhere. Thread-safe.
 */
@ApplicationScoped
class EventStreams {

  private static final Logger LOG = Logger.getLogger(EventStreams.class);

  private record Start(Position at, long last) {}

  private final EventLog log;
  private final Feeds feeds;
  private final EventConfig config;
  private final Vertx vertx;
  private final Set<EventStream> streams = ConcurrentHashMap.newKeySet();
  private final AtomicInteger places = new AtomicInteger();
  private volatile boolean stopping;

  EventStreams(EventLog log, Feeds feeds, EventConfig config, Vertx vertx) {
    this.log = log;
    this.feeds = feeds;
    this.config = config;
    this.vertx = vertx;
    var millis = Math.max(1, config.heartbeat().toMillis());
    vertx.setPeriodic(millis, timer -> streams.forEach(EventStream::beat));
  }

  void drain(@Observes ShutdownDelayInitiatedEvent stop) {
    endAll();
  }

  void drain(@Observes ShutdownEvent stop) {
    endAll();
  }

  private void endAll() {
    stopping = true;
    streams.forEach(EventStream::end);
  }

  /**
   * Serves a stream; completes when it is over, with nothing left to answer.
   *
   * @param after the id of the last event that the reader has; null for none
   * @param fromEarliest where there is no such id: from the oldest event that is kept, else from
   *     now
   * @throws Problem {@code overloaded} where there are too many; {@code validation} or {@code gone}
   *     because of the id, by the stage
   */
  CompletionStage<@Nullable Response> open(
      String shop, @Nullable String after, boolean fromEarliest, HttpServerResponse response) {
    var wanted = after == null ? null : Position.of(shop, after, "Last-Event-ID");
    if (stopping) {
      throw new Problem(ProblemType.OVERLOADED, "This instance is stopping; ask again.");
    }
    if (places.incrementAndGet() > config.maxStreams()) {
      places.decrementAndGet();
      throw new Problem(ProblemType.OVERLOADED, "There are too many streams; come back later.")
          .retryAfter(5);
    }
    var context = vertx.getOrCreateContext();
    var over = new CompletableFuture<@Nullable Response>();
    feeds
        .readers()
        .execute(
            () -> {
              try {
                var start = start(shop, wanted, fromEarliest);
                context.runOnContext(now -> begin(shop, start, context, response, over));
              } catch (RuntimeException refused) {
                places.decrementAndGet();
                over.completeExceptionally(refused);
              }
            });
    return over;
  }

  private void begin(
      String shop,
      Start start,
      Context context,
      HttpServerResponse response,
      CompletableFuture<@Nullable Response> over) {
    var stream =
        new EventStream(
            shop,
            start.at(),
            feeds,
            context,
            response,
            ended -> {
              streams.remove(ended);
              places.decrementAndGet();
              over.complete(null);
            });
    streams.add(stream);
    try {
      stream.begin(start.last());
    } catch (RuntimeException gone) {
      // Its place and its feed must not stay taken.
      LOG.debugf(gone, "A reader was gone before its stream began");
      stream.end();
      return;
    }
    if (response.closed() || stopping) {
      stream.end();
    }
  }

  private Start start(String shop, @Nullable Position wanted, boolean fromEarliest) {
    var bounds = log.bounds(shop);
    if (wanted == null) {
      return new Start(
          Position.endOf(fromEarliest ? bounds.removed() : bounds.last()), bounds.last());
    }
    if (wanted.number() > bounds.last()) {
      throw Position.invalid("Last-Event-ID");
    }
    if (bounds.hasLost(wanted)) {
      throw new Problem(
          ProblemType.GONE, "Events behind this one are no longer kept; read the state anew.");
    }
    return new Start(wanted, bounds.last());
  }
}
