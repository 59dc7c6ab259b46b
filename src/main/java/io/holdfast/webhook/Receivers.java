package io.holdfast.webhook;

import io.holdfast.event.RecordedEvent;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.impl.VertxInternal;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLException;
import org.jboss.logging.Logger;

/**
 * Sends deliveries over HTTP. Holds no thread while a receiver thinks, goes where {@link Targets}
 * says and follows no redirect, and wants nothing of an answer but its status. Thread-safe.
 */
@ApplicationScoped
class Receivers {

  /** Of a body that nobody wants; a longer one ends the connection. */
  private static final long MOST_BYTES = 64 * 1024;

  /** So many on one host do not wait for each other's connections. */
  private static final int WEBHOOKS_PER_HOST = 16;

  private static final int CONNECT_MILLIS = 5_000;

  private static final Logger LOG = Logger.getLogger(Receivers.class);
  private static final String LATE = "no answer in time";
  private static final String BROKEN = "A delivery's connection broke";

  private final Vertx vertx;

  /** All happens in this one, so that nothing breaks before there is somebody to be told. */
  private final Context context;

  private final HttpClient client;
  private final Targets targets;
  private final long timeoutMillis;

  Receivers(Vertx vertx, WebhookConfig config, Targets targets) {
    this.vertx = vertx;
    this.context = ((VertxInternal) vertx).createEventLoopContext();
    this.targets = targets;
    this.timeoutMillis = Math.max(1, config.timeout().toMillis());
    this.client =
        vertx
            .httpClientBuilder()
            .with(
                new HttpClientOptions()
                    .setConnectTimeout(CONNECT_MILLIS)
                    .setMaxHeaderSize(8 * 1024))
            .with(new PoolOptions().setHttp1MaxSize(WEBHOOKS_PER_HOST * config.maxInFlight()))
            .withConnectHandler(
                connection -> connection.exceptionHandler(broken -> LOG.debugf(broken, BROKEN)))
            .build();
  }

  @PreDestroy
  void close() {
    var unused = client.close();
  }

  /** Makes one attempt; the future never fails. */
  Future<Attempt> send(Lease lease, Delivery delivery) {
    var event = delivery.event();
    if (event == null) {
      return Future.succeededFuture(Backlog.gone(delivery));
    }
    Promise<Attempt> attempt = Promise.promise();
    context.runOnContext(now -> send(lease, delivery, event, attempt));
    return attempt.future();
  }

  private void send(Lease lease, Delivery delivery, RecordedEvent event, Promise<Attempt> attempt) {
    var timer =
        vertx.setTimer(timeoutMillis, late -> attempt.tryComplete(Attempt.failed(delivery, LATE)));
    attempt.future().onComplete(done -> vertx.cancelTimer(timer));
    try {
      var id = event.id(lease.shop());
      var body = event.toCloudEvent(lease.shop());
      var timestamp = lease.now().getEpochSecond();
      var options =
          new RequestOptions()
              .setMethod(HttpMethod.POST)
              .setAbsoluteURI(lease.url())
              .setConnectTimeout(Math.min(CONNECT_MILLIS, timeoutMillis))
              .setTimeout(timeoutMillis)
              .putHeader("Content-Type", "application/cloudevents+json")
              .putHeader("User-Agent", "Holdfast")
              .putHeader("webhook-id", id)
              .putHeader("webhook-timestamp", Long.toString(timestamp))
              .putHeader("webhook-signature", Secret.sign(lease.secret(), id, timestamp, body));
      targets
          .find(lease.url())
          // Names, in Host and in the certificate, stay those of the URL.
          .compose(address -> client.request(options.setServer(address)))
          .compose(request -> post(request, Buffer.buffer(body)))
          .onSuccess(status -> attempt.tryComplete(Attempt.answered(delivery, status)))
          .onFailure(failure -> attempt.tryComplete(Attempt.failed(delivery, reason(failure))));
    } catch (RuntimeException malformed) {
      attempt.tryComplete(Attempt.failed(delivery, reason(malformed)));
    }
  }

  /** For the owner of the webhook: not in the words of the failure, which name inner addresses. */
  private static String reason(Throwable failure) {
    LOG.debugf(failure, "A delivery failed");
    if (failure instanceof UnknownHostException) {
      return "the host is not known";
    }
    if (failure instanceof Targets.NotPublicException) {
      return "the address is not public";
    }
    if (failure instanceof ConnectException) {
      return "no connection could be made";
    }
    if (failure instanceof SSLException) {
      return "no secure connection could be made";
    }
    return failure instanceof TimeoutException ? LATE : "the connection broke";
  }

  private Future<Integer> post(HttpClientRequest request, Buffer body) {
    return request
        // Whatever breaks fails the answer too; unheard of here, it would be logged as an error.
        .exceptionHandler(broken -> LOG.debugf(broken, BROKEN))
        .send(body)
        .map(
            response -> {
              discardBody(request, response);
              return response.statusCode();
            });
  }

  /** Reads it, so that the connection can be used again, but not for long. */
  private void discardBody(HttpClientRequest request, HttpClientResponse response) {
    var timer = vertx.setTimer(timeoutMillis, late -> request.reset());
    var read = new AtomicLong();
    response
        .handler(
            part -> {
              if (read.addAndGet(part.length()) > MOST_BYTES) {
                request.reset();
              }
            })
        .exceptionHandler(broken -> vertx.cancelTimer(timer))
        .endHandler(end -> vertx.cancelTimer(timer));
  }
}
