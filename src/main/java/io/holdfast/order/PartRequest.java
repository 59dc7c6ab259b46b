package io.holdfast.order;

import io.holdfast.platform.http.Limits;
import io.holdfast.platform.http.Text;
import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A part of an order, to be confirmed or shipped; without lines all that remains. */
@RegisterForReflection
record PartRequest(@Size(min = 1, max = 100) @Nullable List<@NotNull @Valid Line> lines) {

  static final PartRequest ALL = new PartRequest(null);

  /** Units of one SKU. */
  @RegisterForReflection
  record Line(
      @NotNull @Pattern(regexp = Text.CODE) String sku,
      @NotNull @Min(1) @Max(Limits.MAX_QUANTITY) Long quantity) {}

  /** Units by SKU, those of equal lines summed; null for all. */
  @Nullable Map<String, Long> quantities() {
    return lines == null
        ? null
        : lines.stream().collect(Collectors.toMap(Line::sku, Line::quantity, Long::sum));
  }
}
