package io.holdfast.stock;

import io.quarkus.runtime.annotations.RegisterForReflection;

/** A level as callers see it. */
@RegisterForReflection
public record LevelView(String location, long onHand, long reserved, long available, long version) {

  static LevelView from(Level level) {
    return new LevelView(
        level.location(), level.onHand(), level.reserved(), level.available(), level.version());
  }

  String etag() {
    return "\"" + version + "\"";
  }
}
