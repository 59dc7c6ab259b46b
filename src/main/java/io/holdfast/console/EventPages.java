package io.holdfast.console;

import io.holdfast.event.EventLog;
import io.holdfast.event.Position;
import io.holdfast.platform.http.Page;
import io.holdfast.platform.http.Text;
import io.holdfast.platform.problem.Problem;
import io.holdfast.platform.problem.ProblemType;
import io.holdfast.webhook.Deliveries;
import io.holdfast.webhook.DeliveryView;
import io.holdfast.webhook.WebhookView;
import io.holdfast.webhook.Webhooks;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import org.jspecify.annotations.Nullable;

/** The console's pages about events: what happens, live, and how webhooks fare. */
@Path("/events")
@Produces(ErrorPage.HTML)
@Blocking
public class EventPages {

  private static final int SHOWN = 50;
  private static final int MOST_WEBHOOKS = 200;
  private static final List<String> STATUSES = List.of("pending", "parked", "delivered");

  private final EventLog log;
  private final Webhooks webhooks;
  private final Deliveries deliveries;
  private final Site site;

  EventPages(EventLog log, Webhooks webhooks, Deliveries deliveries, Site site) {
    this.log = log;
    this.webhooks = webhooks;
    this.deliveries = deliveries;
    this.site = site;
  }

  @CheckedTemplate(basePath = "console", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
  static class Templates {
    private Templates() {}

    static native TemplateInstance events(
        List<EventRow> events, String cursor, List<WebhookView> webhooks);

    static native TemplateInstance webhook(
        WebhookView webhook,
        List<String> statuses,
        String status,
        Page<DeliveryView> deliveries,
        @Nullable String next);
  }

  @GET
  public TemplateInstance events() {
    var shop = site.shop();
    var last = log.bounds(shop).last();
    var events =
        log.latest(shop, last, SHOWN).stream().map(event -> EventRow.of(shop, event)).toList();
    // From here the stream goes on, without a gap or a repeat.
    var cursor = Position.endOf(last).id(shop);
    return Templates.events(events, cursor, webhooks.list(shop, null, MOST_WEBHOOKS).items());
  }

  @GET
  @Path("/webhooks/{id}")
  public TemplateInstance webhook(
      @PathParam("id") String id,
      @QueryParam("status") @Nullable String status,
      @QueryParam("after") @Nullable String after,
      UriInfo uri) {
    var shop = site.shop();
    var webhook = webhooks.get(shop, Text.uuid(id).orElseThrow(EventPages::noWebhook));
    var chosen = status != null && STATUSES.contains(status) ? status : null;
    var before = after == null ? null : Position.of(shop, after, "after");
    var page = deliveries.list(shop, webhook.id(), chosen, before, SHOWN);
    return Templates.webhook(
        webhook, STATUSES, chosen == null ? "" : chosen, page, Site.next(page, uri));
  }

  private static Problem noWebhook() {
    return new Problem(ProblemType.NOT_FOUND, "There is no such webhook.");
  }

  @ServerExceptionMapper
  Response failed(Throwable failure) {
    return ErrorPage.of(failure);
  }
}
