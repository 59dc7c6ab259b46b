package io.holdfast.order;

import io.holdfast.platform.http.Limits;
import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.validation.constraints.Size;
import org.jspecify.annotations.Nullable;

/** Why an order is cancelled. */
@RegisterForReflection
record CancelRequest(@Size(max = Limits.LABEL) @Nullable String reason) {}
