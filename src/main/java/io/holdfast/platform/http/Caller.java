package io.holdfast.platform.http;

import io.holdfast.platform.access.AccessConfig;
import io.holdfast.platform.access.AccessConfig.Mode;
import io.holdfast.platform.access.Grant;
import io.holdfast.platform.problem.Problem;
import io.holdfast.platform.problem.ProblemType;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.RequestScoped;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Who asks: the shop that the request is about, the principal that makes it, and what of others it
 * may see. With authentication all of it is the token's. One per request.
 */
@RequestScoped
public class Caller {

  /** The header that names the shop while authentication is off. */
  public static final String SHOP_HEADER = "Holdfast-Shop";

  /** The parameter that names it in the address of a page. */
  public static final String SHOP_PARAMETER = "shop";

  static final String DEFAULT_SHOP = "default";
  private static final String ANONYMOUS = "anonymous";

  private final Mode mode;
  private final RoutingContext context;

  Caller(AccessConfig config, RoutingContext context) {
    this.mode = config.auth();
    this.context = context;
  }

  /**
   * The shop; {@code default} where none is named.
   *
   * @throws Problem {@code validation} for a malformed name
   */
  public String shop() {
    return mode == Mode.NONE
        ? wellFormed(context.request().getHeader(SHOP_HEADER))
        : granted().shop();
  }

  /**
   * The shop of a page, which its address names in place of the header.
   *
   * @param shop null for none
   * @throws Problem {@code validation} for a malformed name, {@code forbidden} for another shop
   *     than the token's
   */
  public String shop(@Nullable String shop) {
    var named = wellFormed(shop);
    if (shop != null && !reaches(named)) {
      throw new Problem(ProblemType.FORBIDDEN, "The token is for another shop.");
    }
    return grant().map(Grant::shop).orElse(named);
  }

  /** Whether this shop can be looked at; any where callers are not known, and on an open page. */
  public boolean reaches(String shop) {
    return grant().map(grant -> grant.shop().equals(shop)).orElse(true);
  }

  /** Shop and principal, to hand to what outlives the request or knows none. */
  public Actor actor() {
    return new Actor(shop(), principal());
  }

  /** The principal that keys and movements are kept under. */
  public String principal() {
    return mode == Mode.NONE ? ANONYMOUS : granted().principal();
  }

  /** Whose an order is that this request places; null where callers are not known. */
  public @Nullable String owner() {
    return mode == Mode.NONE ? null : granted().principal();
  }

  /** The one whose orders alone may be seen and changed; null where all of the shop's may. */
  public @Nullable String onlyOwner() {
    return mode == Mode.NONE || granted().seesEveryOrder() ? null : granted().principal();
  }

  /** How the person is called who has logged in; null for none. */
  public @Nullable String person() {
    return grant().map(Grant::session).orElse(null);
  }

  private Optional<Grant> grant() {
    return Gate.grant(context);
  }

  /** Nothing that has to do with data is done for a request that was not let in by a token. */
  private Grant granted() {
    return grant()
        .orElseThrow(() -> new Problem(ProblemType.UNAUTHORIZED, "This call needs a token."));
  }

  private static String wellFormed(@Nullable String shop) {
    if (shop == null) {
      return DEFAULT_SHOP;
    }
    if (!Text.isCode(shop)) {
      throw Problem.invalid(SHOP_HEADER, "must match " + Text.CODE);
    }
    return shop;
  }
}
