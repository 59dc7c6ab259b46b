package io.holdfast.platform.http;

import io.holdfast.platform.problem.Problem;
import jakarta.enterprise.context.RequestScoped;
import jakarta.ws.rs.core.HttpHeaders;
import org.jspecify.annotations.Nullable;

/**
 * Who asks: the shop that the request is about and the principal that makes it. One per request.
 */
@RequestScoped
public class Caller {

  /** The header that names the shop while authentication is off. */
  public static final String SHOP_HEADER = "Holdfast-Shop";

  private static final String DEFAULT_SHOP = "default";
  private static final String ANONYMOUS = "anonymous";

  private final HttpHeaders headers;

  Caller(HttpHeaders headers) {
    this.headers = headers;
  }

  /**
   * The shop; {@code default} where none is named.
   *
   * @throws Problem {@code validation} for a malformed name
   */
  public String shop() {
    return shop(headers.getHeaderString(SHOP_HEADER));
  }

  /**
   * The shop of a page, which its address names in place of the header.
   *
   * @param shop null for none
   * @throws Problem {@code validation} for a malformed name
   */
  public String shop(@Nullable String shop) {
    if (shop == null) {
      return DEFAULT_SHOP;
    }
    if (!Text.isCode(shop)) {
      throw Problem.invalid(SHOP_HEADER, "must match " + Text.CODE);
    }
    return shop;
  }

  /** Shop and principal, to hand to what outlives the request or knows none. */
  public Actor actor() {
    return new Actor(shop(), principal());
  }

  /** The principal that keys and movements are kept under. */
  public String principal() {
    return ANONYMOUS;
  }
}
