package io.holdfast.console;

import io.holdfast.platform.http.Caller;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.NonBlocking;
import io.smallrye.mutiny.Multi;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.jboss.resteasy.reactive.RestMulti;
import org.jboss.resteasy.reactive.RestStreamElementType;

/** The console's page about contention, and the stream that its charts live on. */
@Path("/contention")
public class ContentionPages {

  private final ContentionFeed feed;
  private final Caller caller;

  ContentionPages(ContentionFeed feed, Caller caller) {
    this.feed = feed;
    this.caller = caller;
  }

  @CheckedTemplate(basePath = "console", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
  static class Templates {
    private Templates() {}

    static native TemplateInstance contention();
  }

  @GET
  @Produces(ErrorPage.HTML)
  @NonBlocking
  public TemplateInstance contention() {
    return Templates.contention();
  }

  @GET
  @Path("/samples")
  @Produces(MediaType.SERVER_SENT_EVENTS)
  @RestStreamElementType(MediaType.TEXT_PLAIN)
  @NonBlocking
  public Multi<String> samples() {
    return RestMulti.fromMultiData(feed.of(caller.shop()))
        .header("X-Accel-Buffering", "no")
        .build();
  }
}
