package io.holdfast.platform.http;

import io.holdfast.platform.problem.Problem;
import io.holdfast.platform.problem.ProblemType;
import io.holdfast.platform.problem.RootPath;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/**
 * Refuses bodies that are compressed, not in UTF-8, or of no stated type, and headers that a
 * resource would not see: to it, an empty one is as good as none. Stateless.
 */
public class RequestForm {

  private static final String IMPORT = "/api/v1/items/import";

  private static final String IDEMPOTENCY_KEY = "Idempotency-Key";
  private static final Set<String> WITH_BODY = Set.of("POST", "PUT", "PATCH");

  @ServerRequestFilter
  public void checkHeaders(ContainerRequestContext request) {
    for (var name : List.of(IDEMPOTENCY_KEY, HttpHeaders.IF_MATCH)) {
      var values = request.getHeaders().getOrDefault(name, List.of());
      if (values.stream().anyMatch(String::isBlank)) {
        throw Problem.invalid(name, "must not be empty");
      }
    }
    if (request.getHeaders().getOrDefault(IDEMPOTENCY_KEY, List.of()).size() > 1) {
      throw Problem.invalid(IDEMPOTENCY_KEY, "must be given once");
    }
  }

  /** Of two values for one parameter, whoever reads first would see another one. */
  @ServerRequestFilter
  public void checkParameters(ContainerRequestContext request) {
    request
        .getUriInfo()
        .getQueryParameters()
        .forEach(
            (name, values) -> {
              if (values.size() > 1) {
                throw Problem.invalid(name, "must be given once");
              }
            });
  }

  @ServerRequestFilter
  public void checkBody(ContainerRequestContext request) {
    if (!WITH_BODY.contains(request.getMethod()) || !hasBody(request)) {
      return;
    }
    var encoding = request.getHeaderString(HttpHeaders.CONTENT_ENCODING);
    if (encoding != null && !encoding.strip().equalsIgnoreCase("identity")) {
      throw unsupported("The body must not be compressed.");
    }
    var header = request.getHeaderString(HttpHeaders.CONTENT_TYPE);
    if (header == null || header.isBlank()) {
      throw unsupported("The body must be application/json; Content-Type is missing.");
    }
    var type = parsed(header);
    if (type.isWildcardType() || type.isWildcardSubtype()) {
      throw unsupported("The body must be of one type; Content-Type names many.");
    }
    var json = type.getSubtype().equals("json") || type.getSubtype().endsWith("+json");
    // Which of them an import reads is its own to say.
    if (!json && !isImport(request.getUriInfo().getPath())) {
      throw unsupported("The body must be application/json.");
    }
    var charset = type.getParameters().get(MediaType.CHARSET_PARAMETER);
    if (charset != null && !charset.equalsIgnoreCase(StandardCharsets.UTF_8.name())) {
      throw unsupported("The body must be in UTF-8.");
    }
  }

  /** Whether it is the one resource that reads something else than JSON, of any length. */
  static boolean isImport(String path) {
    return RootPath.strip(path).equals(IMPORT);
  }

  private static MediaType parsed(String header) {
    try {
      return MediaType.valueOf(header);
    } catch (IllegalArgumentException malformed) {
      throw unsupported("The body must be application/json; Content-Type is malformed.");
    }
  }

  private static boolean hasBody(ContainerRequestContext request) {
    return request.getHeaderString("Transfer-Encoding") != null || request.getLength() > 0;
  }

  private static Problem unsupported(String detail) {
    return new Problem(ProblemType.UNSUPPORTED_MEDIA_TYPE, detail);
  }
}
