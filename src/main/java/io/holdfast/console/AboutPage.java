package io.holdfast.console;

import io.holdfast.platform.problem.ProblemType;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import java.util.List;

/** Where everything else is: the API, its description, its problems, health and metrics. */
@Path("/about")
@Produces(ErrorPage.HTML)
public class AboutPage {

  @CheckedTemplate(basePath = "console", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
  static class Templates {
    static native TemplateInstance about(List<ProblemType> problems);

    private Templates() {}
  }

  @GET
  public TemplateInstance page() {
    return Templates.about(List.of(ProblemType.values()));
  }
}
