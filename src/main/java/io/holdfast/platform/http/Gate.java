package io.holdfast.platform.http;

import io.holdfast.platform.access.AccessConfig;
import io.holdfast.platform.access.AccessConfig.Mode;
import io.holdfast.platform.access.Grant;
import io.holdfast.platform.access.Route;
import io.holdfast.platform.access.Route.Need;
import io.holdfast.platform.access.Routes;
import io.holdfast.platform.problem.Problem;
import io.holdfast.platform.problem.ProblemType;
import io.holdfast.platform.problem.Problems;
import io.holdfast.platform.problem.RootPath;
import io.quarkus.micrometer.runtime.binder.vertx.HttpRequestMetric;
import io.quarkus.oidc.OIDCException;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.AuthenticationRedirectException;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import io.quarkus.vertx.http.runtime.security.HttpSecurityPolicy;
import io.quarkus.vertx.http.runtime.security.QuarkusHttpUser;
import io.quarkus.vertx.http.runtime.security.SecurityHandlerPriorities;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
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

  /** Behind authentication, which is only prepared there, before anything looks at its failures. */
  private static final int AUTHENTICATED = 1 - SecurityHandlerPriorities.AUTHENTICATION;

  private static final String GRANT = Grant.class.getName();
  private static final SecurityIdentity NOBODY =
      QuarkusSecurityIdentity.builder().setAnonymous(true).build();

  private final Mode mode;
  private final boolean login;
  private final Tokens tokens;
  private final CheckedTokens checked;
  private final RateLimit rate;

  Gate(AccessConfig config, Tokens tokens, CheckedTokens checked, RateLimit rate) {
    this.mode = config.auth();
    this.login = config.consoleLogin();
    this.tokens = tokens;
    this.checked = checked;
    this.rate = rate;
  }

  void install(@Observes Router router) {
    router.route("/api/*").order(AUTHENTICATED).handler(Gate::forgetFailureHandler);
  }

  /**
   * At once rather than in {@link #check}: where it finds its handler of failures, the framework
   * builds a map of all resources, with every request anew, to name the one that failed.
   */
  private static void forgetFailureHandler(RoutingContext context) {
    answerBadTokens(context);
    context.next();
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
    if (mode == Mode.NONE && !rate.isOn()) {
      return CheckResult.permit();
    }
    var route = Routes.find(RootPath.strip(context.normalizedPath()));
    if (mode == Mode.NONE) {
      if (route
          .flatMap(known -> known.operation(method(request)))
          .filter(Gate::isGuarded)
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
    if (!isGuarded(operation)) {
      return CheckResult.permit();
    }
    nameForMetrics(context, known);
    if (request.headers().getAll(HttpHeaders.AUTHORIZATION).size() > 1) {
      throw unauthorized("invalid_request", "More than one Authorization header was sent.");
    }
    answerBadTokens(context);
    var header = request.getHeader(HttpHeaders.AUTHORIZATION);
    var grant = header == null ? null : checked.find(header);
    if (grant != null) {
      admit(context, grant, operation);
      return CheckResult.permit();
    }
    return identity
        .onFailure()
        .recoverWithUni(failure -> afterFailure(context, failure))
        .map(caller -> admit(context, caller, operation));
  }

  /** Else the framework would answer them itself, without a problem document. */
  private static void answerBadTokens(RoutingContext context) {
    context.remove(QuarkusHttpUser.AUTH_FAILURE_HANDLER);
  }

  /** By a header, or by the address of a page. */
  private static Stream<String> namedShops(RoutingContext context) {
    return Stream.concat(
        context.request().headers().getAll(Caller.SHOP_HEADER).stream(),
        context.queryParam(Caller.SHOP_PARAMETER).stream());
  }

  private static boolean isGuarded(Route.Operation operation) {
    return operation.need() != Need.NOTHING;
  }

  private CheckResult admit(
      RoutingContext context, SecurityIdentity identity, Route.Operation operation) {
    var request = context.request();
    if (identity.isAnonymous()) {
      if (login && Sessions.wantsPage(request)) {
        return new CheckResult(false, NOBODY); // which sends a browser to the provider
      }
      throw new Problem(ProblemType.UNAUTHORIZED, "This call needs a bearer token.")
          .header("WWW-Authenticate", "Bearer");
    }
    var grant =
        tokens
            .grant(identity)
            .orElseThrow(() -> unauthorized("invalid_token", "The token is not valid here."));
    var header = request.getHeader(HttpHeaders.AUTHORIZATION);
    if (header != null && grant.session() == null) {
      checked.keep(header, grant);
    }
    admit(context, grant, operation);
    return CheckResult.PERMIT;
  }

  private void admit(RoutingContext context, Grant grant, Route.Operation operation) {
    var request = context.request();
    rate.take(grant.shop() + '/' + grant.principal());
    var role = operation.role();
    if (role != null && !grant.allows(role)) {
      throw forbidden("The token does not carry the role " + role.claim() + '.')
          .header(
              "WWW-Authenticate",
              "Bearer error=\"insufficient_scope\", scope=\"" + role.claim() + '"');
    }
    if (!namedShops(context).allMatch(grant.shop()::equals)) {
      throw forbidden("The token is for another shop than the request names.");
    }
    if (grant.session() != null) {
      Sessions.refuseForged(request);
    }
    if (operation.streams()) {
      endInTime(context, grant.until());
    }
    context.put(GRANT, grant);
  }

  /** A stream that outlived its token would tell what its reader may no longer know. */
  private static void endInTime(RoutingContext context, Instant until) {
    var left = Math.max(1, Duration.between(Instant.now(), until).toMillis());
    var vertx = context.vertx();
    var timer = vertx.setTimer(left, over -> context.request().connection().close());
    context.addEndHandler(ended -> vertx.cancelTimer(timer));
  }

  private Uni<SecurityIdentity> afterFailure(RoutingContext context, Throwable failure) {
    return login
            && failure instanceof AuthenticationFailedException
            && Sessions.wantsPage(context.request())
        ? Uni.createFrom().item(NOBODY) // a session that is over: its person logs in again
        : Uni.createFrom().failure(refused(context, failure));
  }

  private static Throwable refused(RoutingContext context, Throwable failure) {
    if (failure instanceof AuthenticationRedirectException redirect
        && Sessions.wantsPage(context.request())) {
      Sessions.redirect(context, redirect);
      return redirect;
    }
    if (!isOfTheProvider(failure)) {
      return unauthorized("invalid_token", "The token is not valid here.");
    }
    LOG.warnf("No token can be checked: %s", failure);
    return new Problem(
        ProblemType.UNAVAILABLE, "The provider of identities cannot be reached; nothing was done.");
  }

  /** Anything else is a token that is not even malformed in a way that somebody thought of. */
  private static boolean isOfTheProvider(Throwable failure) {
    if (failure instanceof AuthenticationFailedException) {
      return false;
    }
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

  private static String method(HttpServerRequest request) {
    return request.method().name();
  }

  private static String remote(HttpServerRequest request) {
    var address = request.remoteAddress();
    return address == null ? "unknown" : String.valueOf(address.hostAddress());
  }
}
