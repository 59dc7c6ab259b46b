package io.holdfast.platform.problem;

import io.holdfast.platform.database.ConcurrencyConflictException;
import io.holdfast.platform.database.ConnectionLostException;
import io.holdfast.platform.database.DatabaseUnavailableException;
import io.holdfast.platform.database.OutcomeUnknownException;
import io.holdfast.platform.database.SqlErrors;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Turns every exception that reaches the HTTP layer into a problem document. Stateless. */
public class Problems {

  /** The media type of a problem document. */
  public static final String MEDIA_TYPE = "application/problem+json";

  private static final Logger LOG = Logger.getLogger(Problems.class);

  @ServerExceptionMapper
  Response known(Problem problem, UriInfo uri) {
    return respond(problem, uri);
  }

  @ServerExceptionMapper
  Response notFound(NotFoundException ignored, UriInfo uri) {
    return respond(noRoute(), uri);
  }

  @ServerExceptionMapper
  Response refused(WebApplicationException refusal, UriInfo uri) {
    var status = refusal.getResponse().getStatus();
    var allow = refusal.getResponse().getHeaderString(HttpHeaders.ALLOW);
    var response = Response.fromResponse(respond(ofStatus(status, refusal), uri));
    return (allow == null ? response : response.header(HttpHeaders.ALLOW, allow)).build();
  }

  @ServerExceptionMapper
  Response unexpected(Throwable failure, UriInfo uri) {
    return respond(of(failure), uri);
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

  /** What an unknown path is answered with. */
  public static Problem noRoute() {
    return new Problem(ProblemType.NOT_FOUND, "There is no such resource.");
  }

  /**
   * What a failure is to the caller; a defect is logged here, once, and told without its details.
   */
  static Problem of(Throwable failure) {
    var known =
        failure instanceof RuntimeException runtime ? SqlErrors.translate(runtime) : failure;
    if (known instanceof ConcurrencyConflictException) {
      return new Problem(ProblemType.CONTENTION, "Others were faster; nothing was changed.");
    }
    if (known instanceof OutcomeUnknownException) {
      LOG.warn("A commit could not be settled in time", failure);
      return new Problem(
              ProblemType.UNAVAILABLE,
              "The database was lost while committing; repeat the request with the same key.")
          .with("outcome", "unknown");
    }
    if (known instanceof ConnectionLostException || known instanceof DatabaseUnavailableException) {
      LOG.warnf("Database unavailable: %s", rootMessage(failure));
      return new Problem(
          ProblemType.UNAVAILABLE, "The database cannot be reached; nothing was changed.");
    }
    LOG.error("Request failed", failure);
    return new Problem(ProblemType.INTERNAL, "The request failed; nothing was changed.");
  }

  private static Problem ofStatus(int status, Throwable refusal) {
    return switch (status) {
      case 404 -> noRoute();
      case 405 ->
          new Problem(ProblemType.METHOD_NOT_ALLOWED, "This resource does not offer that method.");
      case 406 ->
          new Problem(ProblemType.NOT_ACCEPTABLE, "This resource answers in application/json.");
      case 413 -> new Problem(ProblemType.PAYLOAD_TOO_LARGE, "The body is larger than 1 MiB.");
      case 415 ->
          new Problem(ProblemType.UNSUPPORTED_MEDIA_TYPE, "The body must be application/json.");
      default ->
          status >= 500 ? of(refusal) : Problem.invalid("request", "the request is malformed");
    };
  }

  private static String rootMessage(Throwable failure) {
    var root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return String.valueOf(root.getMessage());
  }

  private static Response respond(Problem problem, UriInfo uri) {
    var response =
        Response.status(problem.type().status())
            .type(MEDIA_TYPE)
            .entity(document(problem, uri.getPath()));
    var retryAfter = problem.retryAfterSeconds();
    if (retryAfter == null && (problem.type().status() == 503 || problem.type().status() == 429)) {
      retryAfter = 1;
    }
    return (retryAfter == null ? response : response.header(HttpHeaders.RETRY_AFTER, retryAfter))
        .build();
  }
}
