package io.holdfast.stock;

import io.holdfast.platform.http.Limits;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;

/** What a patch may change of a location. */
record LocationAttributes(
    @NotNull @Size(min = 1, max = Limits.NAME) String name,
    @Min(-LocationAttributes.MAX_PRIORITY) @Max(LocationAttributes.MAX_PRIORITY) int priority,
    boolean active) {

  /** Priorities lie between this and its negative. */
  static final int MAX_PRIORITY = 1_000_000;
}
