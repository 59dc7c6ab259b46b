package io.holdfast.stock;

import io.holdfast.platform.http.Limits;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import org.jspecify.annotations.Nullable;

/** What a patch may change of an item. */
record ItemAttributes(
    @NotNull @Size(min = 1, max = Limits.NAME) String name,
    @Min(0) @Max(Limits.MAX_STOCK) long backorderLimit,
    @Min(0) @Max(Limits.MAX_STOCK) @Nullable Long lowStockThreshold,
    @Min(1) @Max(Limits.MAX_QUANTITY) @Nullable Long maxPerOrder,
    @Min(1) @Max(Limits.MAX_QUANTITY) @Nullable Long maxPerCustomer) {}
