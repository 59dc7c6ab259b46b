package io.holdfast.invariant;

import io.holdfast.platform.http.Text;
import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;

/**
 * What callers send to have a level repaired.
 *
 * @param apply false to be told only
 */
@RegisterForReflection
record RepairRequest(
    @NotNull @Pattern(regexp = Text.CODE) String sku,
    @NotNull @Pattern(regexp = Text.CODE) String location,
    @NotNull Boolean apply) {}
