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

/** An item to create, with its first stock. */
@RegisterForReflection
public record NewItem(
    @NotNull @Pattern(regexp = SKU, message = SKU_MESSAGE) String sku,
    @NotNull @Size(min = 1, max = Limits.NAME) String name,
    @Min(0) @Max(Limits.MAX_STOCK) @Nullable Long onHand,
    @Pattern(regexp = Text.CODE) @Nullable String location,
    @Min(0) @Max(Limits.MAX_STOCK) @Nullable Long backorderLimit,
    @Min(0) @Max(Limits.MAX_STOCK) @Nullable Long lowStockThreshold,
    @Min(1) @Max(Limits.MAX_QUANTITY) @Nullable Long maxPerOrder,
    @Min(1) @Max(Limits.MAX_QUANTITY) @Nullable Long maxPerCustomer) {

  /** A SKU that may be given to an item: the others are paths of their own. */
  static final String SKU = "^(?!(?:import|imports|export)$)[A-Za-z0-9][A-Za-z0-9._-]{0,63}$";

  private static final String SKU_MESSAGE =
      "must match " + Text.CODE + ", and not be import, imports or export";

  private static final java.util.regex.Pattern SKU_PATTERN = java.util.regex.Pattern.compile(SKU);

  /** Whether an item can have it. */
  static boolean isSku(String text) {
    return SKU_PATTERN.matcher(text).matches();
  }

  long onHandOrNone() {
    return onHand == null ? 0 : onHand;
  }
}
