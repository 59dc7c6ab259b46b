package io.holdfast.stock;

import io.holdfast.idempotency.StoredResponse;
import io.holdfast.platform.http.Json;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.List;

/** The movements of one change, in the order in which they were made. */
@RegisterForReflection
record MovementList(List<MovementView> movements) {

  static MovementList of(List<Movement> movements, Instant at) {
    return new MovementList(
        movements.stream().map(movement -> MovementView.from(movement, at)).toList());
  }

  static StoredResponse answer(List<Movement> movements, Instant at) {
    return new StoredResponse(201, null, null, Json.write(of(movements, at)));
  }
}
