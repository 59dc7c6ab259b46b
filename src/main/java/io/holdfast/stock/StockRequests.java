package io.holdfast.stock;

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
import org.jspecify.annotations.Nullable;

/** What callers send to change stock by hand. */
final class StockRequests {

  private static final String REASONS = "^(?:received|damaged|lost|found|correction)$";
  private static final String REASONS_MESSAGE =
      "must be one of received, damaged, lost, found, correction";

  private static final int MAX_ADJUSTMENTS = 1000;

  private StockRequests() {}

  /** Units that came or went. */
  @RegisterForReflection
  record Adjustment(
      @NotNull @Min(-Limits.MAX_STOCK) @Max(Limits.MAX_STOCK) Long delta,
      @Pattern(regexp = Text.CODE) @Nullable String location,
      @NotNull @Pattern(regexp = REASONS, message = REASONS_MESSAGE) String reason,
      @Size(max = Limits.LABEL) @Nullable String reference) {}

  /** One of many adjustments. */
  @RegisterForReflection
  record BulkAdjustment(
      @NotNull @Pattern(regexp = Text.CODE) String sku,
      @NotNull @Min(-Limits.MAX_STOCK) @Max(Limits.MAX_STOCK) Long delta,
      @Pattern(regexp = Text.CODE) @Nullable String location,
      @NotNull @Pattern(regexp = REASONS, message = REASONS_MESSAGE) String reason,
      @Size(max = Limits.LABEL) @Nullable String reference) {}

  /** Adjustments that are carried out together or not at all. */
  @RegisterForReflection
  record BulkAdjustments(
      @NotNull @Size(min = 1, max = MAX_ADJUSTMENTS)
          List<@NotNull @Valid BulkAdjustment> adjustments) {}

  /** Units that go from one location to another. */
  @RegisterForReflection
  record Transfer(
      @NotNull @Pattern(regexp = Text.CODE) String from,
      @NotNull @Pattern(regexp = Text.CODE) String to,
      @NotNull @Min(1) @Max(Limits.MAX_QUANTITY) Long quantity,
      @Size(max = Limits.LABEL) @Nullable String reference) {}

  /** What a stock-take counted. */
  @RegisterForReflection
  record StockTake(
      @NotNull @Min(0) @Max(Limits.MAX_STOCK) Long onHand,
      @Size(max = Limits.LABEL) @Nullable String reason) {}
}
