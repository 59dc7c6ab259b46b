package io.holdfast.platform.http;

import io.holdfast.platform.access.AccessConfig;
import io.holdfast.platform.access.AccessConfig.Mode;
import io.holdfast.platform.access.Grant;
import io.holdfast.platform.access.Role;
import io.holdfast.platform.access.Route;
import io.holdfast.platform.access.Routes;
import io.holdfast.platform.problem.Problem;
import io.holdfast.platform.problem.ProblemType;
import io.holdfast.platform.problem.Problems;
import io.quarkus.micrometer.runtime.binder.vertx.HttpRequestMetric;
import io.quarkus.oidc.OIDCException;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.vertx.http.runtime.security.HttpSecurityPolicy;
import io.quarkus.vertx.http.runtime.security.QuarkusHttpUser;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * Lets a request in, or not: the one place where it is decided who may do what, before any resource
 * and before a body is read. With authentication, what {@link Routes} does not name is refused, and
 * what it names needs a token with the role; what the token grants is kept with the request for
 * {@link Caller}. Thread-safe; blocks nobody.
 */
@ApplicationScoped
class Gate implements HttpSecurityPolicy {

  private static final Logger LOG = Logger.getLogger(Gate.class);
  private static final String GRANT = Grant.class.getName();

  private final Mode mode;
  private final Tokens tokens;
  private final RateLimit rate;
  private final String prefix;

  Gate(
      AccessConfig config,
      Tokens tokens,
      RateLimit rate,
      @ConfigProperty(name = "quarkus.http.root-path") String root) {
    this.mode = config.auth();
    this.tokens = tokens;
    this.rate = rate;
    this.prefix = ("/" + root).replaceAll("/+", "/").replaceAll("/$", "");
  }

  /** What the request's token grants; empty where it was not asked for one. */
  static Optional<Grant> grant(RoutingContext context) {
    return Optional.ofNullable(context.get(GRANT));
  }

  @Override
  public Uni<CheckResult> checkPermission(
      RoutingContext context, Uni<SecurityIdentity> identity, AuthorizationRequestContext ignored) {
    try {
      return check(context, identity);
    } catch (Problem refused) {
      return Uni.createFrom().failure(refused);
    }
  }

  private Uni<CheckResult> check(RoutingContext context, Uni<SecurityIdentity> identity) {
    var request = context.request();
    var route = Routes.find(below(context.normalizedPath()));
    if (mode == Mode.NONE) {
      if (route
          .flatMap(known -> known.operation(method(request)))
          .map(Route.Operation::role)
          .isPresent()) {
        rate.take(remote(request));
      }
      return CheckResult.permit();
    }
    var known = route.orElseThrow(Problems::noRoute);
    if (method(request).equals("OPTIONS")) {
      return CheckResult.permit();
    }
    var operation =
        known.operation(method(request)).orElseThrow(() -> Problems.notAllowed(known.methods()));
    var role = operation.role();
    if (role == null) {
      return CheckResult.permit();
    }
    nameForMetrics(context, known);
    if (request.headers().getAll(HttpHeaders.AUTHORIZATION).size() > 1) {
      throw unauthorized("invalid_request", "More than one Authorization header was sent.");
    }
    // Else the framework would answer a bad token itself, without a problem document.
    context.remove(QuarkusHttpUser.AUTH_FAILURE_HANDLER);
    return identity
        .onFailure()
        .transform(Gate::refused)
        .map(
            caller -> {
              admit(context, caller, role);
              return CheckResult.PERMIT;
            });
  }

  private void admit(RoutingContext context, SecurityIdentity identity, Role role) {
    if (identity.isAnonymous()) {
      throw new Problem(ProblemType.UNAUTHORIZED, "This call needs a bearer token.")
          .header("WWW-Authenticate", "Bearer");
    }
    var grant =
        tokens
            .grant(identity)
            .orElseThrow(() -> unauthorized("invalid_token", "The token is not valid here."));
    rate.take(grant.shop() + '/' + grant.principal());
    if (!grant.allows(role)) {
      throw forbidden("The token does not carry the role " + role.claim() + '.')
          .header(
              "WWW-Authenticate",
              "Bearer error=\"insufficient_scope\", scope=\"" + role.claim() + '"');
    }
    if (context.request().headers().getAll(Caller.SHOP_HEADER).stream()
        .anyMatch(named -> !named.equals(grant.shop()))) {
      throw forbidden("The token is for another shop than " + Caller.SHOP_HEADER + " names.");
    }
    context.put(GRANT, grant);
  }

  private static Throwable refused(Throwable failure) {
    if (failure instanceof AuthenticationFailedException || !isOfTheProvider(failure)) {
      return unauthorized("invalid_token", "The token is not valid here.");
    }
    LOG.warnf("No token can be checked: %s", failure);
    return new Problem(
        ProblemType.UNAVAILABLE, "The provider of identities cannot be reached; nothing was done.");
  }

  /** Anything else is a token that is not even malformed in a way that somebody thought of. */
  private static boolean isOfTheProvider(Throwable failure) {
    for (var cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof OIDCException
          || cause instanceof IOException
          || cause instanceof TimeoutException) {
        return true;
      }
    }
    return false;
  }

  private static Problem unauthorized(String error, String detail) {
    return new Problem(ProblemType.UNAUTHORIZED, detail)
        .header("WWW-Authenticate", "Bearer error=\"" + error + '"');
  }

  private static Problem forbidden(String detail) {
    return new Problem(ProblemType.FORBIDDEN, detail);
  }

  /** A refused request reaches no resource, which would name it; its path has too many values. */
  private static void nameForMetrics(RoutingContext context, Route route) {
    var metric = HttpRequestMetric.getRequestMetric(context);
    if (metric != null) {
      metric.setTemplatePath(route.path());
    }
  }

  private String below(String path) {
    return path.startsWith(prefix) ? path.substring(prefix.length()) : path;
  }

  private static String method(HttpServerRequest request) {
    return request.method().name();
  }

  private static String remote(HttpServerRequest request) {
    var address = request.remoteAddress();
    return address == null ? "unknown" : String.valueOf(address.hostAddress());
  }
}
