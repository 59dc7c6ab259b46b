package io.holdfast.platform.access;

import java.util.Collection;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/** What a token can allow its bearer; the names in tokens are part of the HTTP contract. */
public enum Role {
  ORDERS_READ,
  ORDERS_WRITE,
  INVENTORY_READ,
  INVENTORY_WRITE,
  /** Everything, the other roles included. */
  ADMIN;

  /** As tokens name it: {@code orders:read}. */
  public String claim() {
    return name().toLowerCase(Locale.ROOT).replace('_', ':');
  }

  /** The roles that these names stand for; names that are no role of ours are passed over. */
  static Set<Role> of(Collection<String> claims) {
    var roles = EnumSet.noneOf(Role.class);
    for (var role : values()) {
      if (claims.contains(role.claim())) {
        roles.add(role);
      }
    }
    return roles.contains(ADMIN) ? EnumSet.allOf(Role.class) : roles;
  }
}
