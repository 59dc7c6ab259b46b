package io.holdfast.order;

import io.holdfast.platform.http.Limits;
import io.holdfast.platform.http.Text;
import io.holdfast.reservation.decision.Command.ReturnedLine;
import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.LinkedHashMap;
import java.util.List;

/** Units that a customer sent back. */
@RegisterForReflection
record ReturnRequest(@NotNull @Size(min = 1, max = 100) List<@NotNull @Valid Line> lines) {

  /** Units of one SKU; {@code restock}: whether they can be sold again. */
  @RegisterForReflection
  record Line(
      @NotNull @Pattern(regexp = Text.CODE) String sku,
      @NotNull @Min(1) @Max(Limits.MAX_QUANTITY) Long quantity,
      @NotNull Boolean restock) {}

  private record Kind(String sku, boolean restock) {}

  /** At most two lines for one SKU: what is sold again, and what is not. */
  List<ReturnedLine> summed() {
    var sums = new LinkedHashMap<Kind, Long>();
    lines.forEach(
        line -> sums.merge(new Kind(line.sku(), line.restock()), line.quantity(), Long::sum));
    return sums.entrySet().stream()
        .map(sum -> new ReturnedLine(sum.getKey().sku(), sum.getValue(), sum.getKey().restock()))
        .toList();
  }
}
