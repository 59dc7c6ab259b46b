package io.holdfast.order;

import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;

/** How long from now a hold is to last at least. */
@RegisterForReflection
record ExtendRequest(@NotNull @Min(1) @Max(ExtendRequest.MAX_SECONDS) Long seconds) {

  /** Thirty years: that a number is not a slip; what is possible is the configuration's to say. */
  static final long MAX_SECONDS = 1_000_000_000;
}
