package io.holdfast.platform.problem;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** A short page for people behind every problem type's reference. */
@Path("/problems")
public class ProblemPages {

  @GET
  @Path("/{slug}")
  @Produces(MediaType.TEXT_HTML + ";charset=UTF-8")
  @Operation(hidden = true)
  public String page(@PathParam("slug") String slug) {
    var type = ProblemType.ofSlug(slug).orElseThrow(Problems::noRoute);
    return """
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>%2$s · Holdfast</title>
        <link rel="stylesheet" href="../console/console.css">
        </head>
        <body>
        <main>
        <p><a href="../">Holdfast</a></p>
        <h1>%2$s</h1>
        <p><code>/problems/%1$s</code>, status %3$d</p>
        <p>%4$s</p>
        </main>
        </body>
        </html>
        """
        .formatted(type.slug(), type.title(), type.status(), type.explanation());
  }
}
