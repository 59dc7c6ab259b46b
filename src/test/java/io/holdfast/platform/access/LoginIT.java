package io.holdfast.platform.access;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import io.holdfast.Api;
import io.holdfast.ServiceProcess;
import io.holdfast.console.Browser;
import io.holdfast.console.Window;
import io.restassured.RestAssured;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The console with a login, as a person with a browser sees it. */
@ExtendWith(Browser.class)
class LoginIT {

  @TempDir static Path directory;

  private static final IdentityProvider PROVIDER = new IdentityProvider();
  private static ServiceProcess service;

  @BeforeAll
  static void start() {
    var settings = PROVIDER.start();
    service =
        ServiceProcess.in(directory)
            .onTestDatabase()
            .with(settings)
            .with("holdfast.auth", "oidc")
            .with("holdfast.console-login", "true")
            .with("quarkus.oidc.client-id", Token.AUDIENCE)
            .with("quarkus.oidc.credentials.secret", IdentityProvider.SECRET)
            .with("quarkus.oidc.token.audience", Token.AUDIENCE)
            .startReady();
  }

  @AfterAll
  static void stop() {
    service.close();
    PROVIDER.stop();
  }

  @Test
  void aPersonLogsInWorksIsToldThatTheSessionIsOverAndLogsOut(Window window) {
    RestAssured.given()
        .header("Authorization", "Bearer " + Token.of("till", "admin").shop("login").text())
        .contentType("application/json")
        .body("{\"sku\":\"mug\",\"name\":\"Mug\",\"onHand\":20}")
        .post(service.baseUri() + Api.ITEMS)
        .then()
        .statusCode(201);

    window.page().navigate(service.baseUri() + "/");
    logIn(window);
    assertThat(window.page()).hasURL(service.baseUri() + "/");
    assertThat(window.find(".person")).containsText("olivia");
    assertThat(window.find(".shop-name")).containsText("login");
    // A live stream, and a change, by the session's cookie.
    assertThat(window.find("html[data-live]")).isVisible();
    window.assertAccessible();
    window.find("[data-edit=mug]").click();
    window.find("[name=delta]").fill("-15");
    window.find("button:text-is('Adjust')").click();
    assertThat(window.find("[data-messages]")).containsText("adjusted by -15");
    assertThat(window.find("[data-row=mug] [data-label=Available]")).hasText("5");

    window.page().context().clearCookies();
    window.find("#q").fill("mug");
    assertThat(window.find("[data-session-over]")).containsText("Your session is over.");
    window.assertAccessible();
    window.keepPicture("session-over");
    window.find("text=Log in again").click();
    logIn(window);
    assertThat(window.find("[data-row=mug] [data-label=Available]")).hasText("5");

    window.find("text=Log out").click();
    assertThat(window.page()).hasURL(ofProvider("/logout"));
    window.page().navigate(service.baseUri() + "/orders");
    assertThat(window.find("text=Log in")).isVisible();
  }

  /** As the browser reads patterns, which know no quoting. */
  private static Pattern ofProvider(String path) {
    return Pattern.compile(IdentityProvider.issuer().replace(".", "\\.") + path + ".*");
  }

  private static void logIn(Window window) {
    assertThat(window.page()).hasURL(ofProvider("/login"));
    window.find("[name=name]").fill("admin@olivia");
    window.find("button").click();
  }
}
