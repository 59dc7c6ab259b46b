package io.holdfast.platform.access;

import java.time.Instant;
import java.util.Collection;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the token of a request allows. Immutable.
 *
 * @param principal who bears it: whom keys, orders and movements belong to
 * @param shop the only one that it reaches
 * @param until when the token expires
 * @param session how the person is called whose browser sent it as a cookie; null for a header
 */
public record Grant(
    String principal, String shop, Set<Role> roles, Instant until, @Nullable String session) {

  /** The grant of a token with these names of roles. */
  public static Grant of(
      String principal,
      String shop,
      Collection<String> claims,
      Instant until,
      @Nullable String session) {
    return new Grant(principal, shop, Set.copyOf(Role.of(claims)), until, session);
  }

  public boolean allows(Role role) {
    return roles.contains(role);
  }

  /** Whether all orders of the shop are its bearer's to see, and not just those it has placed. */
  public boolean seesEveryOrder() {
    return allows(Role.INVENTORY_WRITE);
  }
}
