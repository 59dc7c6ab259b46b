package io.holdfast.console;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.holdfast.lab.Entrants;
import io.holdfast.lab.RaceSettings;
import io.holdfast.lab.RaceView;
import io.holdfast.lab.Races;
import io.holdfast.lab.Scenario;
import io.holdfast.platform.http.Json;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.quarkus.resteasy.reactive.server.EndpointDisabled;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Response;
import java.util.List;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** The race lab and its races. Exist only where the lab is enabled. */
@Path("/lab")
@EndpointDisabled(name = "holdfast.lab.enabled", stringValue = "false", disableIfMissing = true)
@Produces(ErrorPage.HTML)
@Blocking
public class LabPage {

  private static final int RECENT = 10;

  private final Races races;
  private final Entrants entrants;
  private final Site site;

  LabPage(Races races, Entrants entrants, Site site) {
    this.races = races;
    this.entrants = entrants;
    this.site = site;
  }

  /** A scenario as its card shows it. */
  record Card(Scenario scenario, String summary, String settingsJson) {

    static Card of(Scenario scenario) {
      return new Card(
          scenario,
          inWords(scenario.settings()),
          new String(Json.write(scenario.settings()), UTF_8));
    }
  }

  @CheckedTemplate(basePath = "console", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
  static class Templates {
    static native TemplateInstance lab(
        List<Card> cards, List<String> entrants, RaceSettings start, List<RaceView> recent);

    static native TemplateInstance labRace(RaceView race, String title, String summary);

    private Templates() {}
  }

  @GET
  public TemplateInstance lab() {
    return Templates.lab(
        Scenario.ALL.stream().map(Card::of).toList(),
        entrants.names(),
        Scenario.named(Scenario.FLASH_SALE).orElseThrow().settings(),
        races.newest(site.shop(), RECENT));
  }

  @GET
  @Path("/races/{id}")
  public TemplateInstance race(@PathParam("id") String id) {
    var race = races.get(site.shop(), id);
    var title =
        Scenario.named(race.scenario())
            .filter(scenario -> scenario.settings().equals(race.settings()))
            .map(Scenario::title)
            .orElse("A race of your own");
    return Templates.labRace(race, title, inWords(race.settings()));
  }

  @ServerExceptionMapper
  Response failed(Throwable failure) {
    return ErrorPage.of(failure);
  }

  private static String inWords(RaceSettings settings) {
    var each = settings.skus() == 1 ? "" : " of each of %d items".formatted(settings.skus());
    var carts =
        settings.lines() == 1
            ? "%d".formatted(settings.quantity())
            : "%d of %d items".formatted(settings.quantity(), settings.lines());
    return "%d in stock%s, %d buyers of %s, %s."
        .formatted(
            settings.stock(),
            each,
            settings.buyers(),
            carts,
            settings.inStep() ? "in step" : settings.atOnce() + " at a time");
  }
}
