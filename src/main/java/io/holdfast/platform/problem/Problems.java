package io.holdfast.platform.problem;

import io.holdfast.platform.access.Route;
import io.holdfast.platform.access.Routes;
import io.holdfast.platform.database.ConcurrencyConflictException;
import io.holdfast.platform.database.ConnectionLostException;
import io.holdfast.platform.database.DatabaseUnavailableException;
import io.holdfast.platform.database.DeadlinePassedException;
import io.holdfast.platform.database.OutcomeUnknownException;
import io.holdfast.platform.database.SqlErrors;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.NotAllowedException;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.net.SocketException;
import java.nio.channels.ClosedChannelException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import org.jspecify.annotations.Nullable;

/** Turns every exception that reaches the HTTP layer into a problem document. Stateless. */
public class Problems {

  /** The media type of a problem document. */
  public static final String MEDIA_TYPE = "application/problem+json";

  private static final Logger LOG = Logger.getLogger(Problems.class);

  @ServerExceptionMapper
  Response known(Problem problem, HttpServerRequest request) {
    return respond(problem, request);
  }

  @ServerExceptionMapper
  Response notFound(NotFoundException ignored, HttpServerRequest request) {
    var methods = methods(request);
    return methods.isEmpty() || methods.contains(request.method().name())
        ? respond(noRoute(), request)
        : respond(notAllowed(methods), request);
  }

  @ServerExceptionMapper
  Response notAllowed(NotAllowedException ignored, HttpServerRequest request) {
    return respond(notAllowed(methods(request)), request);
  }

  @ServerExceptionMapper
  Response refused(WebApplicationException refusal, HttpServerRequest request) {
    return respond(ofStatus(refusal.getResponse().getStatus(), refusal), request);
  }

  @ServerExceptionMapper
  Response unexpected(Throwable failure, HttpServerRequest request) {
    return respond(of(failure), request);
  }

  /** The document itself, for answers that are given outside a resource. */
  public static Map<String, Object> document(Problem problem, String path) {
    var document = new LinkedHashMap<String, Object>();
    document.put("type", "/problems/" + problem.type().slug());
    document.put("title", problem.type().title());
    document.put("status", problem.type().status());
    document.put("detail", problem.detail());
    document.put("instance", path);
    document.putAll(problem.members());
    return document;
  }

  /** The path of a request as it was sent. */
  public static String instance(HttpServerRequest request) {
    var path = request.path();
    return path == null ? "" : path;
  }

  /** What an unknown path is answered with. */
  public static Problem noRoute() {
    return new Problem(ProblemType.NOT_FOUND, "There is no such resource.");
  }

  /**
   * What a failure is to the caller; a defect is logged here, once, and told without its details.
   */
  public static Problem of(Throwable failure) {
    if (failure instanceof Problem problem) {
      return problem;
    }
    // First of all: the errors underneath would say that nothing was changed.
    if (failure instanceof OutcomeUnknownException) {
      LOG.warn("A commit could not be settled in time", failure);
      return new Problem(
              ProblemType.UNAVAILABLE,
              "The database was lost while committing; repeat the request with the same key.")
          .with("outcome", "unknown");
    }
    var known =
        failure instanceof RuntimeException runtime ? SqlErrors.translate(runtime) : failure;
    if (known instanceof ConcurrencyConflictException) {
      return new Problem(ProblemType.CONTENTION, "Others were faster; nothing was changed.");
    }
    if (known instanceof DeadlinePassedException) {
      return new Problem(
          ProblemType.OVERLOADED, "The deadline passed before the request was decided.");
    }
    if (known instanceof ConnectionLostException || known instanceof DatabaseUnavailableException) {
      LOG.warnf("Database unavailable: %s", rootMessage(failure));
      return new Problem(
          ProblemType.UNAVAILABLE, "The database cannot be reached; nothing was changed.");
    }
    if (known instanceof HttpClosedException
        || known instanceof ClosedChannelException
        || known instanceof SocketException) {
      // Nobody is there to be told: the caller, often the reader of a stream, has hung up.
      LOG.debug("The caller has hung up", failure);
      return new Problem(ProblemType.INTERNAL, "The request failed; nothing was changed.");
    }
    // A defect, whatever it is called: what cannot be written is refused before it gets there.
    LOG.error("Request failed", failure);
    if (SqlErrors.isCheckViolation(known)) {
      return new Problem(
          ProblemType.STOCK_IN_USE, "The stock does not allow the change; nothing was changed.");
    }
    if (SqlErrors.isOutOfRange(known)) {
      return Problem.invalid("request", "holds a value that cannot be stored");
    }
    return new Problem(ProblemType.INTERNAL, "The request failed; nothing was changed.");
  }

  /** What a status is to the caller that something other than a resource has decided on. */
  public static Problem ofStatus(int status, @Nullable Throwable refusal) {
    return switch (status) {
      case 404 -> noRoute();
      case 405 ->
          new Problem(ProblemType.METHOD_NOT_ALLOWED, "This resource does not offer that method.");
      case 406 ->
          new Problem(
              ProblemType.NOT_ACCEPTABLE,
              "This resource answers in application/json, text/event-stream for events, or text/csv.");
      case 413 ->
          new Problem(
              ProblemType.PAYLOAD_TOO_LARGE, "The body is larger than this resource accepts.");
      case 415 ->
          new Problem(
              ProblemType.UNSUPPORTED_MEDIA_TYPE, "This resource does not read that media type.");
      default ->
          status >= 400 && status < 500
              ? Problem.invalid("request", "is malformed")
              : of(refusal == null ? new IllegalStateException("Status " + status) : refusal);
    };
  }

  /** What a method is answered with that a path does not offer. */
  public static Problem notAllowed(List<String> methods) {
    return ofStatus(405, null).header(HttpHeaders.ALLOW, String.join(", ", methods));
  }

  private static List<String> methods(HttpServerRequest request) {
    return Routes.find(RootPath.strip(instance(request))).map(Route::methods).orElse(List.of());
  }

  private static String rootMessage(Throwable failure) {
    var root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root.toString();
  }

  private static Response respond(Problem problem, HttpServerRequest request) {
    var response =
        Response.status(problem.type().status())
            .type(MEDIA_TYPE)
            .entity(document(problem, instance(request)));
    problem.headers().forEach(response::header);
    return response.build();
  }
}
