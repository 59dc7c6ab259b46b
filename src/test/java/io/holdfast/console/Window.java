package io.holdfast.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.deque.html.axecore.results.Rule;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.ColorScheme;
import io.holdfast.Api;
import java.net.URI;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A window of the browser, with cookies of its own, that looks at one shop. When it is closed it
 * must have logged no error: no broken script, no violation of the content security policy.
 */
public final class Window implements AutoCloseable {

  private static final Path SCREENSHOTS = Path.of("target/screenshots");
  private static final double PATIENCE_MILLIS = 20_000;

  // Chromium, and htmx, log answers that the page expects and shows: conflicts and refusals, and
  // requests that the page drops for a later one.
  private static final String REFUSAL =
      "Failed to load resource: the server responded with a status of 4(00|01|04|09|12).*"
          + "|Response Status Error Code 401 from .*"
          + "|htmx:(afterRequest|sendAbort)";

  private final Browser browser;
  private final URI service;
  private final String shop;
  private final String database;
  private final BrowserContext context;
  private final Page page;
  private final List<String> errors = new ArrayList<>();
  private final List<Window> others = new ArrayList<>();

  Window(Browser browser, URI service, String shop, String database) {
    this(
        browser,
        service,
        shop,
        database,
        new Browser.NewContextOptions().setViewportSize(1280, 800));
  }

  private Window(
      Browser browser,
      URI service,
      String shop,
      String database,
      Browser.NewContextOptions options) {
    this.database = database;
    this.browser = browser;
    this.service = service;
    this.shop = shop;
    this.context = browser.newContext(options.setLocale("en-US").setTimezoneId("Europe/Berlin"));
    this.page = context.newPage();
    page.setDefaultTimeout(PATIENCE_MILLIS);
    PlaywrightAssertions.setDefaultAssertionTimeout(PATIENCE_MILLIS);
    page.onPageError(errors::add);
    page.onConsoleMessage(
        message -> {
          if (message.type().equals("error") && !message.text().matches(REFUSAL)) {
            errors.add(message.text());
          }
        });
  }

  /** Another person's window on the same shop. */
  public Window another() {
    return beside(new Browser.NewContextOptions().setViewportSize(1280, 800));
  }

  /** A window as small as a phone's, 360 pixels wide. */
  public Window phone() {
    return beside(new Browser.NewContextOptions().setViewportSize(360, 740).setHasTouch(true));
  }

  /** A window of somebody who prefers dark pages. */
  public Window dark() {
    return beside(
        new Browser.NewContextOptions()
            .setViewportSize(1280, 800)
            .setColorScheme(ColorScheme.DARK));
  }

  private Window beside(Browser.NewContextOptions options) {
    var other = new Window(browser, service, shop, database, options);
    others.add(other);
    return other;
  }

  /** Opens a page of the shop, such as {@code /orders}. */
  public Window open(String path) {
    page.navigate(service + path + (path.contains("?") ? "&" : "?") + "shop=" + shop);
    return this;
  }

  public Page page() {
    return page;
  }

  /** Where the service is. */
  URI service() {
    return service;
  }

  public Locator find(String selector) {
    return page.locator(selector);
  }

  /** The shop through the API. */
  public Api api() {
    return new Api(shop);
  }

  /** Runs a statement behind the service's back; {@code ?} in it is the shop. */
  public void execute(String sql) {
    try (var connection = DriverManager.getConnection(database);
        var statement = connection.prepareStatement(sql)) {
      statement.setString(1, shop);
      assertThat(statement.executeUpdate()).as(sql).isPositive();
    } catch (SQLException failure) {
      throw new IllegalStateException(failure);
    }
  }

  /** Keeps a picture as {@code target/screenshots/<name>.png}. */
  public void keepPicture(String name) {
    page.screenshot(
        new Page.ScreenshotOptions().setPath(SCREENSHOTS.resolve(name + ".png")).setFullPage(true));
  }

  /** Fails where axe finds something serious on the page as it is now. */
  public void assertAccessible() {
    var serious =
        new AxeBuilder(page)
            .analyze().getViolations().stream()
                .filter(rule -> rule.getImpact().matches("serious|critical"))
                .map(Window::told)
                .toList();
    assertThat(serious).isEmpty();
  }

  private static String told(Rule rule) {
    return rule.getId()
        + rule.getNodes().stream()
            .map(node -> "\n  " + node.getHtml() + "\n  " + node.getFailureSummary())
            .collect(Collectors.joining());
  }

  /** Fails where the page is wider than the window. */
  public void assertFits() {
    assertThat((Integer) page.evaluate("document.documentElement.scrollWidth - innerWidth"))
        .as("pixels that stick out at " + page.url())
        .isLessThanOrEqualTo(0);
  }

  @Override
  public void close() {
    others.forEach(Window::close);
    context.close();
    assertThat(errors).as("the browser's log").isEmpty();
  }
}
