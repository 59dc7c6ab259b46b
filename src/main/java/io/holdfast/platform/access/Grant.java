package io.holdfast.platform.access;

import java.time.Instant;
import java.util.Collection;
import java.util.Set;

/**
 * What the token of a request allows. Immutable.
 *
 * @param principal who bears it: whom keys, orders and movements belong to
 * @param shop the only one that it reaches
 * @param until when the token expires
 */
public record Grant(String principal, String shop, Set<Role> roles, Instant until) {

  /** The grant of a token with these names of roles. */
  public static Grant of(String principal, String shop, Collection<String> claims, Instant until) {
    return new Grant(principal, shop, Set.copyOf(Role.of(claims)), until);
  }

  public boolean allows(Role role) {
    return roles.contains(role);
  }

  /** Whether all orders of the shop are its bearer's to see, and not just those it has placed. */
  public boolean seesEveryOrder() {
    return allows(Role.INVENTORY_WRITE);
  }
}
