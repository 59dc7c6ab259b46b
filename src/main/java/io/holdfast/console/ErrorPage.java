package io.holdfast.console;

import io.holdfast.platform.problem.Problem;
import io.holdfast.platform.problem.Problems;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

/** The page in place of one that could not be made. Stateless. */
final class ErrorPage {

  /** The type of every page. */
  static final String HTML = MediaType.TEXT_HTML + ";charset=UTF-8";

  private ErrorPage() {}

  @CheckedTemplate(basePath = "console", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
  static class Templates {
    static native TemplateInstance error(Problem problem);

    private Templates() {}
  }

  /** The failure as a person should see it; its status is that of the API. */
  static Response of(Throwable failure) {
    var problem = Problems.of(failure);
    return Response.status(problem.type().status())
        .type(HTML)
        .entity(Templates.error(problem).render())
        .build();
  }
}
