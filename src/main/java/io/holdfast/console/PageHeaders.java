package io.holdfast.console;

import io.vertx.core.MultiMap;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/**
 * What browsers are told about everything that is not the API: nothing from elsewhere, no frames
 * and, but for Swagger UI, which is not ours, no script or style inside a page. Thread-safe.
 */
@ApplicationScoped
class PageHeaders {

  static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
          + " connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'self'";

  /** Swagger UI has both inside its page, and takes nothing from an address into either. */
  private static final String SWAGGER_POLICY =
      "default-src 'none'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline';"
          + " img-src 'self' data:; connect-src 'self'; form-action 'self';"
          + " frame-ancestors 'none'; base-uri 'none'";

  private static final String PAGES = "(?!/api/|/q/).*";
  private static final String SWAGGER_PAGES = "/q/swagger-ui.*";
  private static final int EARLY = -500;

  void install(@Observes Router router) {
    router.routeWithRegex(PAGES).order(EARLY).handler(context -> add(context, POLICY));
    router
        .routeWithRegex(SWAGGER_PAGES)
        .order(EARLY)
        .handler(context -> add(context, SWAGGER_POLICY));
  }

  private static void add(RoutingContext context, String policy) {
    MultiMap headers = context.response().headers();
    headers.set("Content-Security-Policy", policy);
    headers.set("Referrer-Policy", "same-origin");
    headers.set("Cross-Origin-Opener-Policy", "same-origin");
    context.next();
  }
}
