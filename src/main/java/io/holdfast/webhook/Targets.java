package io.holdfast.webhook;

import io.holdfast.platform.problem.Problem;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.net.SocketAddress;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Says where a webhook's URL leads, and refuses what is not public. What counts is the address that
 * is connected to: a name is looked up once for every request, and the request goes to the address
 * that was looked at, whatever the name means a moment later (DNS rebinding). Thread-safe.
 */
@ApplicationScoped
class Targets {

  /** The name leads nowhere but to addresses that are not public. */
  static final class NotPublicException extends IOException {
    private static final long serialVersionUID = 1;
  }

  /** Names that are looked up at a time: the JDK waits for the answer. */
  private static final int LOOKUPS = 32;

  private final Vertx vertx;
  private final boolean allowPrivate;
  private final ThreadPoolExecutor lookups =
      new ThreadPoolExecutor(
          LOOKUPS, LOOKUPS, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), Targets::thread);

  Targets(Vertx vertx, WebhookConfig config) {
    this.vertx = vertx;
    this.allowPrivate = config.allowPrivate();
    lookups.allowCoreThreadTimeOut(true);
  }

  private static Thread thread(Runnable task) {
    var thread = new Thread(task, "webhook-lookup");
    thread.setDaemon(true);
    return thread;
  }

  @PreDestroy
  void close() {
    lookups.shutdownNow();
  }

  /**
   * Refuses an address that is written in the URL as it is. Where a name leads is seen when
   * something is sent there.
   *
   * @throws Problem {@code validation}
   */
  void check(String url) {
    var host = URI.create(url).getHost().toLowerCase(Locale.ROOT);
    var local = host.equals("localhost") || host.endsWith(".localhost");
    if (!allowPrivate && (local || (isAddress(host) && !leadsOut(host)))) {
      throw Problem.invalid("url", "must not lead to an address that is not public");
    }
  }

  /** Also in one of the ways that only some would read as one: 127.1, 2130706433. */
  private static boolean isAddress(String host) {
    return host.startsWith("[") || host.matches("[0-9.]+");
  }

  private static boolean leadsOut(String host) {
    if (!host.startsWith("[") && !host.matches("[0-9]+(\\.[0-9]+){3}")) {
      return false;
    }
    try {
      return PublicAddress.is(InetAddress.getByName(host)); // which looks nothing up for these
    } catch (UnknownHostException malformed) {
      return false;
    }
  }

  /** The address to connect to; the future fails if there is none. */
  Future<SocketAddress> find(String url) {
    var uri = URI.create(url);
    var context = vertx.getOrCreateContext();
    Promise<SocketAddress> found = Promise.promise();
    lookups.execute(
        () -> {
          try {
            var address = SocketAddress.inetSocketAddress(lookUp(uri));
            context.runOnContext(now -> found.complete(address));
          } catch (IOException | RuntimeException failure) {
            context.runOnContext(now -> found.fail(failure));
          }
        });
    return found.future();
  }

  private InetSocketAddress lookUp(URI uri) throws IOException {
    var address =
        Arrays.stream(InetAddress.getAllByName(uri.getHost()))
            .filter(one -> allowPrivate || PublicAddress.is(one))
            .findFirst()
            .orElseThrow(NotPublicException::new);
    return new InetSocketAddress(address, port(uri));
  }

  private static int port(URI uri) {
    if (uri.getPort() != -1) {
      return uri.getPort();
    }
    return uri.getScheme().equalsIgnoreCase("https") ? 443 : 80;
  }
}
