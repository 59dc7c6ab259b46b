package io.holdfast.console;

import io.vertx.core.MultiMap;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/**
 * What browsers are told about everything that is not the API: nothing from elsewhere, no script or
 * style inside a page, no frames. Swagger UI, below {@code /q}, has inline styles. Thread-safe.
 */
@ApplicationScoped
class PageHeaders {

  static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
          + " connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'self'";

  private static final String PAGES = "(?!/api/|/q/).*";
  private static final int EARLY = -500;

  void install(@Observes Router router) {
    router.routeWithRegex(PAGES).order(EARLY).handler(PageHeaders::add);
  }

  private static void add(RoutingContext context) {
    MultiMap headers = context.response().headers();
    headers.set("Content-Security-Policy", POLICY);
    headers.set("X-Content-Type-Options", "nosniff");
    headers.set("Referrer-Policy", "same-origin");
    headers.set("Cross-Origin-Opener-Policy", "same-origin");
    context.next();
  }
}
