package io.holdfast.webhook;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A webhook that this process delivers for now.
 *
 * @param types what it wants; all if null
 */
record Lease(String shop, UUID webhook, String url, String secret, @Nullable List<String> types) {

  boolean wants(String type) {
    return types == null || types.contains(type);
  }
}
