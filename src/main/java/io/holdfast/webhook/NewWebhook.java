package io.holdfast.webhook;

import io.holdfast.platform.http.Limits;
import io.holdfast.platform.problem.Problem;
import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A request to send events somewhere.
 *
 * @param url where to; http or https, and an address that is public
 * @param types the event types that are wanted; all if absent
 * @param secret whsec_ and a key in base64; made by the server if absent
 */
@RegisterForReflection
public record NewWebhook(
    @NotNull
        @Size(min = 1, max = 2000)
        @Schema(description = "http or https, without a user name, to a public address")
        String url,
    @Size(min = 1, max = 50) @Schema(description = "all if absent")
        @Nullable List<@Nullable String> types,
    @Size(max = Limits.LABEL) @Nullable String description,
    @Schema(description = "whsec_ and 24 to 64 bytes in base64; made if absent")
        @Nullable String secret) {

  private static final Set<String> TYPES =
      Set.of(
          "order.held",
          "order.confirmed",
          "order.cancelled",
          "order.expired",
          "order.fulfilled",
          "order.returned",
          "order.extended",
          "order.backorder-filled",
          "stock.adjusted",
          "stock.transferred",
          "item.created",
          "item.updated",
          "item.deleted",
          "item.low-stock",
          "item.sold-out",
          "item.back-in-stock");

  /** The same, once what annotations cannot say is checked too. */
  NewWebhook checked() {
    if (!isTarget(url)) {
      throw Problem.invalid("url", "must be an absolute http or https URL without a user name");
    }
    if (types != null) {
      for (var i = 0; i < types.size(); i++) {
        var type = types.get(i);
        if (type == null || !TYPES.contains(type)) {
          throw Problem.invalid("types[" + i + "]", "is not the type of an event");
        }
      }
    }
    return this;
  }

  private static boolean isTarget(String url) {
    try {
      var uri = URI.create(url);
      return uri.getScheme() != null
          && Set.of("http", "https").contains(uri.getScheme().toLowerCase(Locale.ROOT))
          && uri.getHost() != null
          && uri.getRawUserInfo() == null
          && uri.getRawFragment() == null
          && uri.getPort() <= 65_535
          && uri.getPort() != 0;
    } catch (IllegalArgumentException malformed) {
      return false;
    }
  }
}
