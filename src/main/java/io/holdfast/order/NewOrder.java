package io.holdfast.order;

import com.fasterxml.jackson.databind.JsonNode;
import io.holdfast.platform.http.Limits;
import io.holdfast.platform.http.Text;
import io.holdfast.platform.problem.Problem;
import io.holdfast.reservation.decision.Partial;
import io.holdfast.reservation.decision.RequestedLine;
import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** An order as a caller asks for it. */
@RegisterForReflection
record NewOrder(
    @Size(min = 1, max = Limits.LABEL) @Nullable String customer,
    @NotNull @Size(min = 1, max = 100) List<@NotNull @Valid Line> lines,
    @Valid @Nullable Hold hold,
    @Pattern(
            regexp = "^(?:reject|accept|backorder)$",
            message = "must be “reject”, “accept” or “backorder”")
        @Nullable String partial,
    @Size(max = Limits.LABEL) @Nullable String reference,
    @Schema(
            type = org.eclipse.microprofile.openapi.annotations.enums.SchemaType.OBJECT,
            implementation = Object.class)
        @Nullable JsonNode metadata) {

  private static final int METADATA_BYTES = 8 * 1024;
  private static final int METADATA_LEVELS = 8;

  /** Units of one SKU. */
  @RegisterForReflection
  record Line(
      @NotNull @Pattern(regexp = Text.CODE) String sku,
      @NotNull @Min(1) @Max(Limits.MAX_QUANTITY) Long quantity,
      @Pattern(regexp = Text.CODE) @Nullable String location) {}

  /** For how long the stock is kept; null for the default. */
  @RegisterForReflection
  record Hold(@Min(1) @Max(ExtendRequest.MAX_SECONDS) @Nullable Long seconds) {}

  /** What is to be done about an order for more than there is. */
  Partial partialOrReject() {
    return partial == null ? Partial.REJECT : Partial.valueOf(partial.toUpperCase(Locale.ROOT));
  }

  /** How long the stock is to be kept for a confirmation; null to confirm at once. */
  @Nullable Duration holdTime(HoldConfig config) {
    if (hold == null) {
      return null;
    }
    var time = hold.seconds() == null ? config.byDefault() : Duration.ofSeconds(hold.seconds());
    if (time.compareTo(config.max()) > 0) {
      throw Problem.invalid("hold.seconds", "must be at most " + config.max().toSeconds());
    }
    return time;
  }

  /** One line per SKU, in the order of their first mention, quantities summed. */
  List<RequestedLine> linesBySku() {
    var bySku = new LinkedHashMap<String, RequestedLine>();
    for (var i = 0; i < lines.size(); i++) {
      var line = lines.get(i);
      var before = bySku.get(line.sku());
      if (before != null && !Objects.equals(before.location(), line.location())) {
        throw Problem.invalid(
            "lines[" + i + "].location", "must be the same in all lines of one SKU");
      }
      var sum = line.quantity() + (before == null ? 0 : before.quantity());
      if (sum > Limits.MAX_QUANTITY) {
        throw Problem.invalid(
            "lines[" + i + "].quantity",
            "all lines of one SKU together must be at most " + Limits.MAX_QUANTITY);
      }
      bySku.put(line.sku(), new RequestedLine(line.sku(), sum, line.location()));
    }
    return List.copyOf(bySku.values());
  }

  /** The metadata as JSON text, or null. */
  @Nullable String metadataText() {
    if (metadata == null || metadata.isNull()) {
      return null;
    }
    if (!metadata.isObject()) {
      throw Problem.invalid("metadata", "must be a JSON object");
    }
    var text = metadata.toString();
    if (text.getBytes(java.nio.charset.StandardCharsets.UTF_8).length > METADATA_BYTES) {
      throw Problem.invalid("metadata", "must be at most 8 KiB");
    }
    if (levels(metadata) > METADATA_LEVELS) {
      throw Problem.invalid("metadata", "must be nested at most 8 levels deep");
    }
    return text;
  }

  private static int levels(JsonNode node) {
    var deepest = 0;
    for (var child : node) {
      deepest = Math.max(deepest, levels(child));
    }
    return node.isContainerNode() ? deepest + 1 : 0;
  }
}
