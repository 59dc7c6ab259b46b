package io.holdfast.stock;

import io.holdfast.platform.http.Json;
import io.holdfast.platform.problem.Problem;
import java.util.Set;
import java.util.function.UnaryOperator;

/** A merge patch of a location. Immutable. */
final class LocationPatch implements UnaryOperator<LocationAttributes> {

  private static final Set<String> FIELDS = Set.of("name", "priority", "active");

  private final MergePatch patch;

  private LocationPatch(MergePatch patch) {
    this.patch = patch;
  }

  /**
   * The body as a patch.
   *
   * @throws Problem {@code validation} for a field that is unknown, wrong or not the caller's to
   *     change
   */
  static LocationPatch of(Json json, byte[] body) {
    var result = new LocationPatch(MergePatch.of(json, body, FIELDS));
    // What is wrong in itself is refused before anything is read.
    result.apply(new LocationAttributes("name", 0, true));
    return result;
  }

  @Override
  public LocationAttributes apply(LocationAttributes location) {
    return patch.valid(
        new LocationAttributes(
            patch.required("name", String.class, location.name()),
            patch.required("priority", Integer.class, location.priority()),
            patch.required("active", Boolean.class, location.active())));
  }
}
