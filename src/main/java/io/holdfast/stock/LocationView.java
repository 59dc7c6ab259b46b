package io.holdfast.stock;

import io.quarkus.runtime.annotations.RegisterForReflection;

/** A location as callers see it. */
@RegisterForReflection
record LocationView(String code, String name, int priority, boolean active, long version) {

  String etag() {
    return "\"" + version + "\"";
  }

  LocationAttributes attributes() {
    return new LocationAttributes(name, priority, active);
  }
}
