package io.holdfast.console;

import io.smallrye.common.annotation.NonBlocking;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import java.net.URI;

/**
 * Where the provider of identities sends a browser back to, and where a person logs out. What is to
 * be done there is done before; who comes here otherwise is sent on. Stateless.
 */
@Path("/")
public class LoginPages {

  private final Site site;

  LoginPages(Site site) {
    this.site = site;
  }

  @GET
  @Path("login")
  @NonBlocking
  public Response login() {
    return Response.seeOther(URI.create(site.base())).build();
  }

  @GET
  @Path("logout")
  @NonBlocking
  public Response logout() {
    return Response.seeOther(URI.create(site.base() + "about")).build();
  }
}
