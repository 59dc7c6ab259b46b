package io.holdfast.platform.http;

import io.holdfast.platform.problem.Problem;
import io.holdfast.platform.problem.Problems;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;

/**
 * What every request passes before and after the resources: bodies are read here, off the worker
 * threads, up to a limit and in time, and whatever fails outside a resource is answered with a
 * problem document. Thread-safe.
 */
@ApplicationScoped
class Edge {

  // Behind CORS and authorization (-100), before Quarkus looks at the size itself.
  private static final int BODY_ORDER = -99;
  private static final int FIRST = -1000;

  /** How long the rest of a refused body is read, so that its sender gets to see the answer. */
  private static final Duration DRAIN = Duration.ofSeconds(10);

  /** All but scripts, styles and what Quarkus itself serves. */
  private static final String STOCK_AND_ORDERS = "(?!/console/|/webjars/|/q/).*";

  private static final CharSequence CONTENT_TYPE_OPTIONS =
      HttpHeaders.createOptimized("X-Content-Type-Options");
  private static final CharSequence NOSNIFF = HttpHeaders.createOptimized("nosniff");

  void install(@Observes Router router) {
    router.route().order(FIRST).handler(Edge::begin).failureHandler(Edge::explain);
    router.routeWithRegex(STOCK_AND_ORDERS).order(FIRST).handler(Edge::forbidKeeping);
    var body = BodyHandler.create(false).setBodyLimit(Limits.MAX_BODY);
    router
        .route("/api/*")
        .order(BODY_ORDER)
        .handler(context -> read(context, body))
        .handler(Edge::goOn);
    router.route().last().handler(context -> context.fail(404));
  }

  private static void begin(RoutingContext context) {
    context.response().putHeader(CONTENT_TYPE_OPTIONS, NOSNIFF);
    var caller = Patience.of(context.request());
    if (caller != null) {
      caller.begin();
      context.addEndHandler(answered -> caller.end());
    }
    context.next();
  }

  private static void read(RoutingContext context, Handler<RoutingContext> body) {
    if (isEmpty(context) || isStreamed(context)) {
      context.next();
      return;
    }
    var caller = Patience.of(context.request());
    if (caller != null) {
      caller.awaitBody();
    }
    body.handle(context);
  }

  private static void goOn(RoutingContext context) {
    // The reader of the body would go on to fail requests whose callers hang up, and answer them,
    // under the hands of whoever is at work on the answer.
    context.request().exceptionHandler(null);
    var caller = Patience.of(context.request());
    if (caller != null) {
      caller.hasSent();
    }
    context.next();
  }

  /** An answer is of one moment and for one principal: no cache may give it to anybody again. */
  private static void forbidKeeping(RoutingContext context) {
    context.response().putHeader(HttpHeaders.CACHE_CONTROL, "no-store");
    context.next();
  }

  /**
   * An import reads its body by itself, up to the limit of Quarkus. Exactly that path: see there.
   */
  private static boolean isStreamed(RoutingContext context) {
    return RequestForm.isImport(context.request().path());
  }

  /** Quarkus waits in vain for an empty body that something before it has read. */
  private static boolean isEmpty(RoutingContext context) {
    var headers = context.request().headers();
    var length = headers.get(HttpHeaders.CONTENT_LENGTH);
    return length == null ? !headers.contains(HttpHeaders.TRANSFER_ENCODING) : length.equals("0");
  }

  private static void explain(RoutingContext context) {
    var failure = context.failure();
    var problem =
        failure instanceof Problem known ? known : Problems.ofStatus(context.statusCode(), failure);
    if (context.response().ended()) {
      return;
    }
    if (context.response().headWritten()) {
      context.request().connection().close();
      return;
    }
    drain(context);
    var response =
        context
            .response()
            .setStatusCode(problem.type().status())
            .putHeader(HttpHeaders.CONTENT_TYPE, Problems.MEDIA_TYPE);
    problem.headers().forEach(response::putHeader);
    var path = Problems.instance(context.request());
    response.end(Buffer.buffer(Json.write(Problems.document(problem, path))));
  }

  private static void drain(RoutingContext context) {
    HttpServerRequest request = context.request();
    if (request.isEnded()) {
      return;
    }
    if (waitsForLeave(request)) {
      context.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
      context.addEndHandler(answered -> request.connection().close());
      return;
    }
    var vertx = context.vertx();
    var timer = vertx.setTimer(DRAIN.toMillis(), late -> request.connection().close());
    request.handler(ignored -> {});
    request.exceptionHandler(gone -> vertx.cancelTimer(timer));
    request.endHandler(done -> vertx.cancelTimer(timer));
    request.resume();
  }

  /** Its sender has announced a body and holds it back, so there is nothing to read. */
  private static boolean waitsForLeave(HttpServerRequest request) {
    return request.headers().contains(HttpHeaders.EXPECT)
        && request.headers().contains(HttpHeaders.CONTENT_LENGTH);
  }
}
