package io.holdfast.platform.http;

import io.holdfast.platform.problem.Problem;
import io.holdfast.platform.problem.ProblemType;
import io.quarkus.security.AuthenticationRedirectException;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.net.URI;
import java.util.List;
import java.util.Set;

/**
 * What is different about a browser: it is sent to log in, and its cookie comes along with whatever
 * another site makes it send. Stateless.
 */
final class Sessions {

  private static final Set<String> READS = Set.of("GET", "HEAD", "OPTIONS");

  private Sessions() {}

  /** Whether a person waits for a page, who can be sent to log in; a script cannot. */
  static boolean wantsPage(HttpServerRequest request) {
    var accept = request.getHeader(HttpHeaders.ACCEPT);
    var path = request.path();
    return request.method().name().equals("GET")
        && path != null
        && !path.contains("/api/")
        && accept != null
        && accept.contains("text/html")
        && !request.headers().contains(HttpHeaders.AUTHORIZATION)
        && !request.headers().contains("HX-Request");
  }

  /** Sends the browser on, on its way to the provider and back. */
  static void redirect(RoutingContext context, AuthenticationRedirectException to) {
    context
        .response()
        .setStatusCode(to.getCode())
        .putHeader(HttpHeaders.LOCATION, to.getRedirectUri())
        .end();
  }

  /**
   * Refuses what another site may have made the browser send: a change must come from a page of
   * ours. A header of our own is what no form can send and no script of another site may.
   *
   * @throws Problem {@code forbidden}
   */
  static void refuseForged(HttpServerRequest request) {
    if (READS.contains(request.method().name())) {
      return;
    }
    if (!request.headers().contains(Caller.SHOP_HEADER) || !isOfThisSite(request)) {
      throw new Problem(
          ProblemType.FORBIDDEN, "A change by a browser's session must come from the console.");
    }
  }

  private static boolean isOfThisSite(HttpServerRequest request) {
    var site = request.headers().getAll("Sec-Fetch-Site");
    if (!site.isEmpty()) {
      return site.equals(List.of("same-origin"));
    }
    // A browser that does not say so yet names the origin at least.
    var origin = request.getHeader(HttpHeaders.ORIGIN);
    var here = request.authority();
    if (origin == null || here == null) {
      return false;
    }
    try {
      var from = URI.create(origin);
      return from.getAuthority() != null
          && from.getAuthority().equalsIgnoreCase(here.toString())
          && request.scheme() != null
          && request.scheme().equalsIgnoreCase(from.getScheme());
    } catch (IllegalArgumentException malformed) {
      return false;
    }
  }
}
