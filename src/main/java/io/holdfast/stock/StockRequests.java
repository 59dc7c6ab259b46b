package io.holdfast.stock;

import io.holdfast.platform.http.Limits;
import io.holdfast.platform.http.Text;
import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import org.jspecify.annotations.Nullable;

/** What callers send to change stock by hand. */
final class StockRequests {

  private StockRequests() {}

  /** Units that came or went. */
  @RegisterForReflection
  record Adjustment(
      @NotNull @Min(-Limits.MAX_STOCK) @Max(Limits.MAX_STOCK) Long delta,
      @Pattern(regexp = Text.CODE) @Nullable String location,
      @NotNull
          @Pattern(
              regexp = "received|damaged|lost|found|correction",
              message = "must be one of received, damaged, lost, found, correction")
          String reason,
      @Size(max = Limits.LABEL) @Nullable String reference) {

    String locationOrMain() {
      return location == null ? Location.MAIN : location;
    }

    MovementKind kind() {
      return reason.equals("received") ? MovementKind.RECEIVED : MovementKind.ADJUSTED;
    }
  }

  /** What a stock-take counted. */
  @RegisterForReflection
  record StockTake(
      @NotNull @Min(0) @Max(Limits.MAX_STOCK) Long onHand,
      @Size(max = Limits.LABEL) @Nullable String reason) {}
}
