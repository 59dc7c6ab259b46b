package io.holdfast.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Response;
import com.microsoft.playwright.options.FilePayload;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The stock pages as people use them. */
@ExtendWith(Browser.class)
class StockPagesIT {

  private static final int FIRST_PAGE_BYTES = 150_000;

  @Test
  void itemsAreFoundAndWhatIsShortIsSeen(Window window) {
    create(window, "mug", 1200, 20);
    create(window, "teapot", 8, 10);
    create(window, "poster", 0, 0);
    window.open("/");
    assertThat(window.find("[data-row]")).hasCount(3);
    assertThat(window.find("[data-row=mug] [data-label=Available]")).hasText("1,200");
    assertThat(window.find("[data-row=teapot] .badge")).hasText("Low");
    assertThat(window.find("[data-row=poster] .badge")).hasText("Sold out");
    window.assertAccessible();
    window.keepPicture("stock");

    window.find("#q").fill("TEA");
    assertThat(window.find("[data-row]")).hasCount(1);
    assertThat(window.page()).hasURL(Pattern.compile("q=TEA"));
    window.page().goBack();
    assertThat(window.find("[data-row]")).hasCount(3);
    assertThat(window.find("nav")).isVisible();
    window.find("text=Low stock").click();
    assertThat(window.find("[data-row]")).hasCount(2);
  }

  @Test
  void theKeyboardReachesTheContent(Window window) {
    window.open("/");
    window.page().keyboard().press("Tab");
    assertThat(window.find(".skip")).isFocused();
    window.page().keyboard().press("Enter");
    assertThat(window.find("main")).isFocused();
    assertThat(window.find(".empty")).containsText("no items");
    window.assertAccessible();
  }

  @Test
  void stockIsAdjustedInPlace(Window window) {
    create(window, "mug", 20, 5);
    window.open("/");
    edit(window, "mug");
    window.find("[name=delta]").fill("-30");
    window.find("button:text-is('Adjust')").click();
    assertThat(window.find("[data-adjust] [data-problem]")).not().isEmpty();
    window.find("[name=delta]").fill("-15");
    window.find("[name=reason] >> nth=1").selectOption("damaged");
    window.find("button:text-is('Adjust')").click();
    assertThat(window.find("[data-messages]")).containsText("adjusted by -15");
    assertThat(window.find("[data-row=mug] [data-label=Available]")).hasText("5");
    assertThat(window.find("[data-row=mug] .badge")).hasText("Low");
    assertThat(window.api().item("mug").jsonPath().getLong("onHand")).isEqualTo(5);
  }

  @Test
  void whoCountsSecondSeesTheConflictAndDecides(Window first) {
    create(first, "mug", 20, 5);
    var second = first.another();
    for (var window : new Window[] {first.open("/"), second.open("/stock/mug")}) {
      if (window == first) {
        edit(window, "mug");
      }
      window.find("[name=onHand]").fill(window == first ? "12" : "19");
    }
    first.find("button:text-is('Save count')").click();
    assertThat(first.find("[data-messages]")).containsText("12 counted");

    second.find("button:text-is('Save count')").click();
    assertThat(second.find("[data-conflict]"))
        .containsText("You saw 20 on hand; now there are 12, 0 of them reserved. You counted 19.");
    assertThat(first.api().item("mug").jsonPath().getLong("onHand")).isEqualTo(12);
    second.assertAccessible();
    second.keepPicture("stock-conflict");
    second.find("button:text-is('Save my count')").click();
    assertThat(second.find("[data-messages]")).containsText("19 counted");
    assertThat(second.find("[data-stale]")).isHidden();
    assertThat(first.api().item("mug").jsonPath().getLong("onHand")).isEqualTo(19);
  }

  @Test
  void whatOthersSellArrivesByItself(Window window) {
    create(window, "mug", 20, 5);
    var item = window.another().open("/stock/mug");
    window.open("/");
    assertThat(window.find("html[data-live]")).isVisible();
    assertThat(item.find("html[data-live]")).isVisible();
    window.api().order("mug", 18);
    assertThat(window.find("[data-row=mug] [data-label=Available]")).hasText("2");
    assertThat(window.find("[data-row=mug] .badge")).hasText("Low");
    assertThat(item.find("[data-figures]")).containsText("Low");
    assertThat(item.find("[data-movement] >> nth=0")).containsText("reserved");
    assertThat(item.find("[data-movement] >> nth=0")).containsText("reserved +18 to 18");
    assertThat(item.find("[data-movement] >> nth=0 >> time"))
        .hasText(Pattern.compile("\\w+ \\d+, \\d{4}, \\d+:\\d\\d:\\d\\d.[AP]M"));
    item.assertAccessible();
    item.keepPicture("item");
  }

  @Test
  void anImportTellsWhichRowsItRejected(Window window) {
    create(window, "mug", 20, 5);
    window.open("/");
    window.find("button:text-is('Import')").first().click();
    window
        .find("#file")
        .setInputFiles(
            new FilePayload(
                "stock.csv",
                "text/csv",
                "sku,name,onHand\nlamp,Desk lamp,12\nbad sku,No,1\nmug,,18\n".getBytes(UTF_8)));
    window.find("dialog button.primary").click();
    assertThat(window.find("[data-counts]")).hasText("2 rows accepted, 1 rejected.");
    assertThat(window.find("[data-errors] tr")).hasCount(1);
    assertThat(window.find("[data-errors] tr td >> nth=0")).hasText("3");
    window.assertAccessible();
    window.keepPicture("import");
    window.find("button:text-is('Close')").click();
    assertThat(window.find("[data-row=lamp] [data-label=Available]")).hasText("12");
    assertThat(window.find("[data-row=mug] [data-label=Available]")).hasText("18");
  }

  @Test
  void thePagesFollowThePreferredThemeUntilOneIsChosen(Window window) {
    create(window, "mug", 20, 25);
    var dark = window.dark().open("/");
    assertThat(dark.find("body")).hasCSS("background-color", "rgb(16, 21, 28)");
    dark.assertAccessible();
    dark.keepPicture("stock-dark");
    dark.find("[data-theme-switch]").click();
    assertThat(dark.find("body")).hasCSS("background-color", "rgb(244, 246, 249)");
    dark.page().reload();
    assertThat(dark.find("body")).hasCSS("background-color", "rgb(244, 246, 249)");
  }

  @Test
  void thePagesFitAPhone(Window window) {
    create(window, "m".repeat(64), 20, 25);
    var phone = window.phone().open("/");
    phone.assertFits();
    phone.keepPicture("stock-phone");
    edit(phone, "m".repeat(64));
    phone.assertFits();
    phone.assertAccessible();
    phone.open("/stock/" + "m".repeat(64)).assertFits();
    phone.open("/about").assertFits();
  }

  @Test
  void theFirstPageIsLight(Window window) {
    for (var i = 0; i < 50; i++) {
      create(window, "item-" + i, i, 10);
    }
    var answers = new ArrayList<Response>();
    window.page().onResponse(answers::add);
    window.open("/");
    assertThat(window.find("html[data-live]")).isVisible();
    // A copy: while one body is fetched, answers may go on coming.
    var bytes =
        List.copyOf(answers).stream()
            .filter(answer -> !answer.url().contains("/api/v1/events"))
            .mapToInt(answer -> answer.body().length)
            .sum();
    assertThat(answers).hasSizeGreaterThan(5);
    assertThat(bytes).isBetween(50_000, FIRST_PAGE_BYTES);
  }

  private static void edit(Window window, String sku) {
    window.find("[data-edit='%s']".formatted(sku)).click();
    assertThat(window.find("[data-editor] [name=onHand]")).isFocused();
  }

  private static void create(Window window, String sku, long onHand, long threshold) {
    var body =
        "{\"sku\":\"%s\",\"name\":\"Item %1$s\",\"onHand\":%d,\"lowStockThreshold\":%d}"
            .formatted(sku, onHand, threshold);
    assertThat(window.api().json(body).post("/api/v1/items").statusCode()).isEqualTo(201);
  }
}
