package io.holdfast.platform.http;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ServerChannel;
import io.netty.channel.SingleThreadEventLoop;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import io.quarkus.runtime.LaunchMode;
import io.quarkus.vertx.http.HttpServerStart;
import io.quarkus.vertx.http.HttpsServerStart;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.impl.VertxInternal;
import io.vertx.core.net.impl.ConnectionBase;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.ObservesAsync;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Bounds how long a caller takes to say what it wants. The idle time-out of the framework begins
 * anew with every byte, so that a few thousand connections that send one now and then would be
 * there for days. Nothing in the framework's options does, and nothing of ours is called before the
 * first head is complete: hence a handler of Netty in front of each connection. Thread-safe; not in
 * dev mode, where connections outlive the application.
 */
@ApplicationScoped
class Patience {

  private static final String NAME = "holdfast-patience";

  private final Vertx vertx;
  private final long nanos;

  Patience(Vertx vertx, HttpConfig config) {
    this.vertx = vertx;
    this.nanos = config.requestTimeout().toNanos();
  }

  void begin(@ObservesAsync HttpServerStart listening) {
    begin();
  }

  void begin(@ObservesAsync HttpsServerStart listening) {
    begin();
  }

  private void begin() {
    if (LaunchMode.current() == LaunchMode.DEVELOPMENT) {
      return;
    }
    for (EventExecutor loop : ((VertxInternal) vertx).getAcceptorEventLoopGroup()) {
      loop.execute(
          () ->
              ((SingleThreadEventLoop) loop)
                  .registeredChannelsIterator()
                  .forEachRemaining(this::look));
    }
  }

  private void look(Channel channel) {
    if (channel instanceof ServerChannel && channel.pipeline().get(NAME) == null) {
      channel.pipeline().addFirst(NAME, new Accepted(nanos));
    }
  }

  /** Sits before what makes a connection of whatever is accepted. */
  private static final class Accepted extends ChannelInboundHandlerAdapter {

    private final long nanos;

    Accepted(long nanos) {
      this.nanos = nanos;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object accepted) {
      ((Channel) accepted).pipeline().addLast(NAME, new Caller(nanos));
      context.fireChannelRead(accepted);
    }
  }

  /** The one at the other end of the request's connection, if it is watched. */
  static @Nullable Caller of(HttpServerRequest request) {
    return request.connection() instanceof ConnectionBase connection
        ? connection.channel().pipeline().get(Caller.class)
        : null;
  }

  /**
   * One connection, first waited for from its beginning. Its own event loop tells of everything but
   * the end of an answer, which may come from any thread.
   */
  static final class Caller extends ChannelInboundHandlerAdapter {

    private final long nanos;
    private volatile long since;
    private volatile boolean isAwaited;
    private volatile boolean isServed;
    private @Nullable Future<?> timer;

    Caller(long nanos) {
      this.nanos = nanos;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
      await();
      lookIn(nanos, context);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
      if (timer != null) {
        timer.cancel(false);
      }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object bytes) {
      if (!isServed && !isAwaited) {
        await(); // the first bytes of the next head
      }
      context.fireChannelRead(bytes);
    }

    /** A head is complete. */
    void begin() {
      isServed = true;
      isAwaited = false;
    }

    /** Its body is to come. */
    void awaitBody() {
      await();
    }

    /** Its body is there. */
    void hasSent() {
      isAwaited = false;
    }

    /** It has its answer. */
    void end() {
      isServed = false;
    }

    private void await() {
      since = System.nanoTime();
      isAwaited = true;
    }

    /** There is always one look to come within the time, so that none comes late. */
    private void lookIn(long delay, ChannelHandlerContext context) {
      timer = context.executor().schedule(() -> look(context), delay, TimeUnit.NANOSECONDS);
    }

    @SuppressWarnings("FutureReturnValueIgnored") // a connection that cannot be closed is gone
    private void look(ChannelHandlerContext context) {
      var left = isAwaited ? nanos - (System.nanoTime() - since) : nanos;
      if (left > 0) {
        lookIn(left, context);
      } else {
        context.close();
      }
    }
  }
}
