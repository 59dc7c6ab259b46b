package io.holdfast.console;

import static java.util.Objects.requireNonNull;

import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Playwright;
import io.holdfast.ExternalProgram;
import io.holdfast.ServiceProcess;
import io.holdfast.TestDatabase;
import io.restassured.RestAssured;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives tests a {@link Window} of a real Chromium on the packaged service. Both are started once
 * and serve all test classes of a JVM; every test has a shop of its own. REST Assured, and so
 * {@code Api}, talks to the same service.
 */
public final class Browser implements BeforeAllCallback, AfterAllCallback, ParameterResolver {

  private static final Namespace OURS = Namespace.create(Browser.class);

  @Override
  public void beforeAll(ExtensionContext context) {
    ExternalProgram.require("chromium", "apt-get install chromium");
    RestAssured.baseURI = running(context).service.baseUri().toString();
    RestAssured.port = RestAssured.UNDEFINED_PORT;
  }

  @Override
  public void afterAll(ExtensionContext context) {
    RestAssured.reset();
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == Window.class;
  }

  @Override
  public Window resolveParameter(ParameterContext parameter, ExtensionContext context) {
    var running = running(context);
    var shop = "browser-" + Integer.toHexString(context.getUniqueId().hashCode());
    var window = new Window(running.chromium, running.service.baseUri(), shop, running.database);
    // Closed, and looked through for errors, when the test is over.
    context.getStore(OURS).put(parameter.getIndex(), window);
    return window;
  }

  private static Running running(ExtensionContext context) {
    return context
        .getRoot()
        .getStore(OURS)
        .computeIfAbsent(Running.class, ignored -> Running.start(), Running.class);
  }

  /** What is shared until the end of the run; what the service prints stays below target. */
  private record Running(
      ServiceProcess service,
      String database,
      Playwright playwright,
      com.microsoft.playwright.Browser chromium)
      implements AutoCloseable {

    static Running start() {
      var executable = ExternalProgram.require("chromium", "apt-get install chromium");
      var database = new TestDatabase().start();
      var service =
          ServiceProcess.in(directory())
              .with(database)
              .with("holdfast.lab.enabled", "true")
              // A delivery that fails is soon tried again, and then parked.
              .with("holdfast.webhook.max-attempts", "2")
              .with("holdfast.webhook.first-backoff", "500ms")
              .startReady();
      // It names the user, too.
      var address = requireNonNull(database.get("quarkus.datasource.jdbc.url"));
      try {
        var options =
            new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1"));
        var playwright = Playwright.create(options);
        return new Running(service, address, playwright, launch(playwright, executable));
      } catch (RuntimeException e) {
        service.close();
        throw e;
      }
    }

    private static com.microsoft.playwright.Browser launch(Playwright playwright, Path executable) {
      return playwright
          .chromium()
          .launch(
              new BrowserType.LaunchOptions()
                  .setExecutablePath(executable)
                  .setArgs(
                      List.of(
                          "--no-sandbox",
                          "--disable-gpu",
                          "--disable-background-networking",
                          "--no-first-run")));
    }

    private static Path directory() {
      try {
        return Files.createDirectories(Path.of("target/browser").toAbsolutePath());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void close() {
      chromium.close();
      playwright.close();
      service.close();
    }
  }
}
