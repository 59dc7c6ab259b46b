package io.holdfast.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.restassured.path.json.JsonPath;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The race lab as a newcomer meets it. */
@ExtendWith(Browser.class)
class LabPageIT {

  private static final Pattern RACE = Pattern.compile("/lab/races/([0-9a-f-]{36})\\?shop=");
  private static final double RACE_MILLIS = 150_000;

  @Test
  void theSeedRaceIsOneClickAndShowsWhatTheApiSays(Window window) {
    window.open("/lab");
    assertThat(window.find(".lab-card")).hasCount(7);
    window.assertAccessible();
    window.keepPicture("lab");

    window.find("[data-scenario=seed]").click();
    var race = ended(window);

    assertThat(window.find("[data-messages]"))
        .containsText("Oversold: naive-decrement, naive-overwrite");
    assertThat(window.find("[data-entrant=naive-decrement] .badge")).hasText("oversold");
    assertThat(window.find("[data-entrant=naive-decrement] .lab-bar-oversold")).hasCount(1);
    assertThat(window.find("[data-entrant=naive-decrement] .lab-red")).hasText("1 oversold");
    for (var strategy : List.of("optimistic", "pessimistic", "conditional", "combining")) {
      var card = window.find("[data-entrant=%s]".formatted(strategy));
      assertThat(card.locator(".badge")).hasText("held");
      assertThat(card.locator(".lab-bar-oversold")).hasCount(0);
    }
    assertThat(window.find("[data-entrant=redis-lock] .badge")).hasText("skipped");
    assertThat(window.find("[data-entrant=redis-lock]")).containsText("No Redis is configured");
    // The timeline goes below zero, and that is drawn.
    assertThat(window.find("[data-stock] .lab-below-zero")).hasCount(1);
    assertThat(window.find("[data-stock] .lab-line")).hasCount(6);
    assertThat(window.find("[data-latency] .lab-line")).hasCount(6);
    assertTheFiguresOf(race, window);
    window.assertAccessible();
    window.keepPicture("lab-seed");

    // A link: somebody else sees the same.
    var path = window.page().url().replaceFirst(".*(/lab/races/[^?]*).*", "$1");
    var other = window.another().open(path);
    assertThat(other.find("[data-status]")).hasText("is over");
    assertTheFiguresOf(race, other);
  }

  @Test
  void aFlashSaleIsFollowedToItsEnd(Window window) {
    window.open("/lab");
    window.find("[data-scenario=flash-sale]").click();
    assertThat(window.find("[data-status]")).hasText("is running");
    assertThat(window.find(".badge:text-is('running')")).hasCount(1);

    var race = ended(window);

    assertTheFiguresOf(race, window);
    assertThat(race.getList("results.findAll { it.mistake }.oversold", Integer.class))
        .hasSize(2)
        .allMatch(units -> units > 0);
    assertThat(window.find(".badge:text-is('held')")).hasCount(4);
    window.assertAccessible();
    window.keepPicture("lab-flash-sale");
    var phone = window.phone().open("/lab/races/" + race.getString("id"));
    assertThat(phone.find("[data-status]")).hasText("is over");
    phone.assertFits();
    phone.assertAccessible();
    phone.keepPicture("lab-phone");
    phone.open("/lab").assertFits();
    var dark = window.dark().open("/lab/races/" + race.getString("id"));
    assertThat(dark.find("[data-status]")).hasText("is over");
    dark.assertAccessible();
    dark.keepPicture("lab-dark");
  }

  @Test
  void aRaceOfOnesOwnIsChangedStartedAndDownloaded(Window window) {
    window.open("/lab");
    window.find("[data-adjust][aria-label*='SKIP LOCKED']").click();
    assertThat(window.find("[name=buyers]")).hasValue("8");
    window.find("[name=buyers]").fill("9");
    window.find("button[type=submit]").click();
    assertThat(window.find("[data-problem]")).containsText("at most 8 buyers");
    assertThat(window.find("[name=inStep]")).hasAttribute("aria-invalid", "true");
    window.assertAccessible();
    window.find("[name=buyers]").fill("4");
    window.find("button[type=submit]").click();

    var race = ended(window);

    assertThat(race.getInt("settings.buyers")).isEqualTo(4);
    assertThat(window.find("h1")).hasText("A race of your own");
    assertThat(window.find("[data-entrant=skip-locked] .badge")).hasText("undersold");
    assertTheFiguresOf(race, window);
    var file = window.page().waitForDownload(() -> window.find("a:text-is('CSV')").click());
    assertThat(file.suggestedFilename()).isEqualTo("race-%s.csv".formatted(race.getString("id")));
  }

  @Test
  void aRaceThatIsNoLongerKeptIsSaidToBe(Window window) {
    window.open("/lab/races/01900000-0000-7000-8000-000000000000");
    assertThat(window.find("h1")).hasText("Not found");
    assertThat(window.find("nav")).isVisible();
  }

  /** Waits for the end of the race on the page and gives it as the API tells it. */
  private static JsonPath ended(Window window) {
    assertThat(window.page()).hasURL(RACE);
    assertThat(window.find("[data-status]"))
        .hasText(
            "is over",
            new com.microsoft.playwright.assertions.LocatorAssertions.HasTextOptions()
                .setTimeout(RACE_MILLIS));
    var id = RACE.matcher(window.page().url());
    assertThat(id.find()).isTrue();
    return window.api().request().get("/api/v1/lab/races/" + id.group(1)).jsonPath();
  }

  private static void assertTheFiguresOf(JsonPath race, Window window) {
    List<Map<String, Object>> results = race.getList("results");
    for (var result : results) {
      for (var figure :
          List.of("sold", "refused", "gaveUp", "oversold", "undersold", "conflicts")) {
        var shown =
            window.find("[data-row=%s] [data-figure=%s]".formatted(result.get("name"), figure));
        assertThat(shown)
            .hasText(
                "SKIPPED".equals(result.get("status"))
                    ? "–"
                    : String.format(java.util.Locale.ENGLISH, "%,d", (Integer) result.get(figure)));
      }
    }
  }
}
