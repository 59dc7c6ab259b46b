package io.holdfast.console;

import io.holdfast.platform.http.Caller;
import io.holdfast.platform.http.Page;
import io.holdfast.platform.http.Text;
import io.vertx.core.http.HttpServerRequest;
import jakarta.enterprise.context.RequestScoped;
import jakarta.ws.rs.core.UriInfo;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/**
 * What all pages of one request share: where the console begins, the shop, and how it looks. One
 * per request.
 */
@RequestScoped
class Site {

  /** The cookie in which the browser remembers a theme that was chosen by hand. */
  static final String THEME_COOKIE = "holdfast-theme";

  private static final String SHOP = Caller.SHOP_PARAMETER;

  private final HttpServerRequest request;
  private final Caller caller;
  private final String root;

  Site(
      HttpServerRequest request,
      Caller caller,
      @ConfigProperty(name = "quarkus.http.root-path") String root) {
    this.request = request;
    this.caller = caller;
    this.root = root;
  }

  /**
   * The path under which the browser finds this service, with a slash at its end: the root path,
   * behind the prefix that a proxy has taken off, where it says so and is trusted.
   */
  String base() {
    var whole = request.uri();
    var end = whole.indexOf('?');
    var asSent = end < 0 ? whole : whole.substring(0, end);
    var path = request.path();
    var prefix =
        path != null && asSent.endsWith(path)
            ? asSent.substring(0, asSent.length() - path.length())
            : "";
    // Two slashes in front would name another host.
    return ("/" + prefix + "/" + root + "/").replaceAll("/{2,}", "/");
  }

  /**
   * The shop that is looked at.
   *
   * @throws io.holdfast.platform.problem.Problem {@code validation} for a malformed name
   */
  String shop() {
    return caller.shop(request.getParam(SHOP));
  }

  /** As {@link Caller#onlyOwner}. */
  @Nullable String onlyOwner() {
    return caller.onlyOwner();
  }

  /** As {@link Caller#person}; empty for nobody. */
  String person() {
    var person = caller.person();
    return person == null ? "" : person;
  }

  /** Whether the address names no shop, or one that may exist and be looked at. */
  boolean isNamedWell() {
    var named = request.getParam(SHOP);
    return named == null || (Text.isCode(named) && caller.reaches(named));
  }

  /** What every link within the console carries: nothing, or the shop that the address names. */
  String query() {
    var named = request.getParam(SHOP);
    return named == null || !isNamedWell() ? "" : "?" + SHOP + "=" + encoded(named);
  }

  /** The first part of the path below {@link #base}; empty for the front page. */
  String section() {
    var path = request.path();
    var start = ("/" + root + "/").replaceAll("/{2,}", "/").length();
    if (path == null || path.length() <= start) {
      return "";
    }
    var rest = path.substring(start);
    var end = rest.indexOf('/');
    return end < 0 ? rest : rest.substring(0, end);
  }

  /** {@code light}, {@code dark}, or {@code auto} for what the browser prefers. */
  String theme() {
    var cookie = request.getCookie(THEME_COOKIE);
    var theme = cookie == null ? "auto" : cookie.getValue();
    return theme.equals("light") || theme.equals("dark") ? theme : "auto";
  }

  /** Whether htmx asks for a part of the page that it shows. */
  boolean wantsFragment() {
    return request.headers().contains("HX-Request")
        && !request.headers().contains("HX-History-Restore-Request");
  }

  /** The query that leads from a page of a list to the next one; null at the end of the list. */
  static @Nullable String next(Page<?> page, UriInfo uri) {
    var target = page.nextPage(uri);
    return target == null ? null : "?" + target.getRawQuery();
  }

  /** As a part of a path or a value of a query. */
  static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
