package io.holdfast.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Route;
import io.holdfast.Api;
import io.holdfast.Buyers;
import io.holdfast.webhook.Receiver;
import io.restassured.RestAssured;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The pages about orders, contention, events and health as people use them. */
@ExtendWith(Browser.class)
class OperatorPagesIT {

  @Test
  void ordersAreFilteredAndOpened(Window window) {
    window.api().createItem("mug", 50);
    window.api().createItem("lamp", 50);
    var mug = place(window, "mug", 1200 / 60, "");
    var lamp = place(window, "lamp", 2, ",\"hold\":{}");
    window.open("/orders");
    assertThat(window.find("[data-order]")).hasCount(2);
    assertThat(window.find("[data-order='%s'] .badge".formatted(lamp))).hasText("HELD");
    window.assertAccessible();
    window.keepPicture("orders");
    window.find("[name=status]").selectOption("CONFIRMED");
    window.find("button:text-is('Show')").click();
    assertThat(window.find("[data-order]")).hasCount(1);
    assertThat(window.page()).hasURL(Pattern.compile("status=CONFIRMED"));
    window.find("[data-order='%s'] a".formatted(mug)).click();
    assertThat(window.find("[data-line=mug] td >> nth=1")).hasText("20");
    assertThat(window.find("[data-line=mug]")).containsText("main 20");
    assertThat(window.find(".timeline > li")).hasCount(1);
    window.assertAccessible();
    window.keepPicture("order");
  }

  @Test
  void anOrderIsHeldConfirmedShippedAndTakenBackAndEachStepAsks(Window window) {
    window.api().createItem("mug", 50);
    var id = place(window, "mug", 5, ",\"hold\":{}");
    window.open("/orders/" + id);
    act(window, "Extend the hold…", "#extend-dialog");
    assertThat(window.find("[data-messages]")).containsText("extended");
    act(window, "Confirm…", "#confirm-dialog");
    assertThat(window.find("[data-status]")).hasText("CONFIRMED");
    window.find("button:text-is('Ship…')").click();
    window.find("#ship-dialog input").fill("3");
    window.assertAccessible();
    window.find("#ship-dialog [data-go]").click();
    assertThat(window.find("[data-status]")).hasText("PARTIALLY_FULFILLED");
    window.find("button:text-is('Take back…')").click();
    window.find("#return-dialog [data-go]").click();
    assertThat(window.find("#return-dialog [data-problem]")).containsText("at least one");
    window.find("#return-dialog input >> nth=0").fill("1");
    window.find("#return-dialog [data-go]").click();
    assertThat(window.find("[data-line=mug] td >> nth=4")).hasText("1");
    assertThat(window.find(".timeline > li")).hasCount(5);
    assertThat(window.api().item("mug").jsonPath().getLong("onHand")).isEqualTo(48);
  }

  @Test
  void whoActsSecondSeesWhatTheOtherDid(Window first) {
    first.api().createItem("mug", 5);
    var id = place(first, "mug", 5, "");
    var second = first.another().open("/orders/" + id);
    first.open("/orders/" + id);
    first.find("button:text-is('Cancel…')").click();
    first.find("#cancel-dialog button:text-is('Back')").click();
    assertThat(first.find("[data-status]")).hasText("CONFIRMED");
    act(first, "Cancel…", "#cancel-dialog");
    assertThat(first.find("[data-status]")).hasText("CANCELLED");

    act(second, "Ship…", "#ship-dialog");
    assertThat(second.find("#order-problem")).containsText("Somebody was faster");
    assertThat(second.find("[data-status]")).hasText("CANCELLED");
    assertThat(second.find("button:text-is('Ship…')")).hasCount(0);
    second.assertAccessible();
    second.keepPicture("order-conflict");
    assertThat(first.api().item("mug").jsonPath().getLong("available")).isEqualTo(5);
  }

  @Test
  void theChartsMoveWhileOrdersComeIn(Window window) throws Exception {
    window.api().createItem("hot", 100);
    window.open("/contention");
    assertThat(window.find("#live-state")).hasText("Live");
    assertThat(window.find("[data-chart] canvas")).hasCount(4);
    var points = points(window);
    var enough = new AtomicBoolean();
    var load = CompletableFuture.runAsync(() -> buy(window, "hot", enough));
    try {
      assertThat(window.find("[data-now=accepted]")).hasText(Pattern.compile("[1-9].*/s"));
      assertThat(window.find("[data-sku=hot] [data-figure=accepted]")).hasText("100");
      assertThat(window.find("[data-now=refused]")).hasText(Pattern.compile("[1-9].*/s"));
      await().untilAsserted(() -> assertThat(points(window)).isGreaterThan(points + 1));
      window.keepPicture("contention");
    } finally {
      enough.set(true);
    }
    load.get();
    window.assertAccessible();
    var fresh = window.another().open("/contention");
    assertThat(fresh.find("[data-chart=orders]"))
        .hasAttribute("data-points", Pattern.compile("[0-9]{1,}"));
    assertThat(points(fresh)).as("a fresh page has a past").isGreaterThan(points);
  }

  @Test
  void eventsArriveByThemselvesAndWaitWhilePaused(Window window) {
    window.api().createItem("mug", 5);
    window.open("/events");
    assertThat(window.find("#live-state")).hasText("Live");
    window.api().createItem("lamp", 5);
    assertThat(window.find("#tail tbody tr >> nth=0")).containsText("item.created");
    assertThat(window.find("#tail tbody tr >> nth=0")).containsText("lamp");
    window.find("#pause").click();
    var id = place(window, "mug", 1, "");
    assertThat(window.find("#live-state")).hasText("Paused, 1 waiting");
    window.find("#pause").click();
    assertThat(window.find("#tail tbody tr >> nth=0")).containsText("order.confirmed");
    window.find("#tail tbody tr >> nth=0 >> summary").click();
    assertThat(window.find("#tail tbody tr >> nth=0 >> pre")).containsText("CONFIRMED");
    window.assertAccessible();
    window.keepPicture("events");
    var each = window.find("#tail tbody tr").evaluateAll("rows => rows.map(r => r.dataset.event)");
    assertThat((List<?>) each).doesNotHaveDuplicates().hasSize(3);
    window.find("#tail tbody tr >> nth=0 >> a").click();
    assertThat(window.find("h1")).containsText(id);
  }

  @Test
  void aParkedDeliveryIsSentAgain(Window window) throws Exception {
    try (var receiver = new Receiver(exchange -> 500)) {
      window
          .api()
          .json("{\"url\":\"%s\",\"types\":[\"item.created\"]}".formatted(receiver.url()))
          .post("/api/v1/webhooks")
          .then()
          .statusCode(201);
      window.api().createItem("mug", 5);
      window.open("/events");
      window.find("a:text-is('%s')".formatted(receiver.url())).click();
      var status = window.find("[data-delivery] [data-status]");
      readUntil(window, status, "parked");
      assertThat(window.find("[data-delivery]")).containsText("HTTP 500");
      window.assertAccessible();
      window.keepPicture("webhook");
      receiver.answer(exchange -> 204);
      window.find("[data-retry]").click();
      assertThat(window.find("[data-messages]")).containsText("on its way");
      readUntil(window, status, "delivered");
      assertThat(receiver.received()).last().extracting(Receiver.Received::status).isEqualTo(204);
      chooseWhileAnEarlierReadIsOnItsWay(window, "parked");
      assertThat(window.find("#deliveries")).containsText("No delivery is parked");
      window.find("[data-read]").click();
      assertThat(window.find("#deliveries")).containsText("No delivery is parked");
    }
  }

  private static void chooseWhileAnEarlierReadIsOnItsWay(Window window, String wanted) {
    var late = new ArrayList<Route>();
    window.page().route(url -> !url.contains("status="), late::add);
    window.find("[data-read]").click();
    var chosen =
        window
            .page()
            .waitForRequestFinished(() -> window.find("[name=status]").selectOption(wanted));
    assertThat(chosen.url()).contains("status=" + wanted);
    late.forEach(Route::resume);
    assertThat(late).singleElement().extracting(one -> one.request().failure()).isNotNull();
    window.page().unrouteAll();
  }

  @Test
  void healthNamesWhatViolatesAnInvariant(Window window) {
    window.api().createItem("mug", 5);
    window.open("/health");
    var row = window.find("[data-invariant=counters-equal-ledger]");
    window.find("#check-now").click();
    assertThat(window.find("#check-state")).hasText("Everything holds.");
    assertThat(row.locator(".badge")).hasText("holds");
    window.execute("UPDATE stock_level SET on_hand = on_hand + 2 WHERE shop = ?");
    window.find("#check-now").click();
    assertThat(row.locator(".badge")).hasText("1 violation");
    assertThat(row).containsText("mug at main: on hand 7, ledger 5");
    assertThat(window.find("#check-state")).containsText("do not balance");
    window.assertAccessible();
    window.keepPicture("health");
  }

  @Test
  void thePagesFitAPhoneAndLookRightInTheDark(Window window) {
    window.api().createItem("m".repeat(64), 5);
    var id = place(window, "m".repeat(64), 1, ",\"customer\":\"" + "c".repeat(200) + "\"");
    var phone = window.phone();
    var dark = window.dark();
    for (var path : List.of("/orders", "/orders/" + id, "/contention", "/events", "/health")) {
      phone.open(path).assertFits();
      dark.open(path).assertAccessible();
    }
    phone.open("/contention");
    assertThat(phone.find("[data-chart] canvas")).hasCount(4);
    phone.keepPicture("contention-phone");
  }

  /** It keeps to the policy too: the window fails where it was held up. */
  @Test
  void aCallCanBeTriedInSwaggerUi(Window window) {
    window.page().navigate(window.service() + "/q/swagger-ui/");
    window.find("[data-path='/api/v1/contention']").click();
    window.find("button.execute").click();
    assertThat(window.find(".live-responses-table td.response-col_status:not(.col_header)"))
        .hasText("200");
  }

  private static void act(Window window, String button, String dialog) {
    window.find("button:text-is('%s')".formatted(button)).click();
    window.find(dialog + " [data-go]").click();
  }

  private static void readUntil(Window window, Locator status, String wanted) {
    await()
        .untilAsserted(
            () -> {
              window.find("[data-read]").click();
              assertThat(status.allInnerTexts()).containsExactly(wanted);
            });
  }

  private static int points(Window window) {
    return Integer.parseInt(window.find("[data-chart=orders]").getAttribute("data-points"));
  }

  private static String place(Window window, String sku, long quantity, String more) {
    var body = "{\"lines\":[{\"sku\":\"%s\",\"quantity\":%d}]%s}".formatted(sku, quantity, more);
    var placed = window.api().json(body).post(Api.ORDERS);
    assertThat(placed.statusCode()).as(placed.asString()).isEqualTo(201);
    return placed.path("id");
  }

  private static void buy(Window window, String sku, AtomicBoolean enough) {
    var buyers = new Buyers(URI.create(RestAssured.baseURI));
    var body = "{\"lines\":[{\"sku\":\"%s\",\"quantity\":1}]}".formatted(sku);
    Callable<Integer> one =
        () -> buyers.post(Api.ORDERS, body, "Holdfast-Shop", window.api().shop()).statusCode();
    try {
      while (!enough.get()) {
        Buyers.atOnce(4, Collections.nCopies(20, one));
      }
    } catch (Exception failure) {
      throw new IllegalStateException(failure);
    }
  }
}
