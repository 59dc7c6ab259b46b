package io.holdfast.webhook;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A webhook that this process delivers for now.
 *
 * @param types what it wants; all if null
 * @param takenAt by the database's clock
 * @param takenNanos the same moment by {@link System#nanoTime}
 */
record Lease(
    String shop,
    UUID webhook,
    String url,
    String secret,
    @Nullable List<String> types,
    Instant takenAt,
    long takenNanos) {

  boolean wants(String type) {
    return types == null || types.contains(type);
  }

  /** By the database's clock: this machine's may be off, and receivers refuse what seems old. */
  Instant now() {
    return takenAt.plusNanos(System.nanoTime() - takenNanos);
  }
}
