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

/** A location to create. */
@RegisterForReflection
record NewLocation(
    @NotNull @Pattern(regexp = Text.CODE) String code,
    @Size(min = 1, max = Limits.NAME) @Nullable String name,
    @Min(-LocationAttributes.MAX_PRIORITY) @Max(LocationAttributes.MAX_PRIORITY)
        @Nullable Integer priority,
    @Nullable Boolean active) {

  LocationView toView() {
    return new LocationView(
        code,
        name == null ? code : name,
        priority == null ? 0 : priority,
        active == null || active,
        0);
  }
}
