package io.holdfast.stock;

import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * How far an import has come.
 *
 * @param errors the first rejected rows
 * @param errorsOmitted how many more were rejected
 */
@RegisterForReflection
record ImportView(
    UUID id,
    Status status,
    long accepted,
    long rejected,
    List<RowError> errors,
    long errorsOmitted,
    Instant createdAt,
    Instant updatedAt) {

  /** Where an import stands. */
  @RegisterForReflection
  enum Status {
    /** Its rows are being uploaded. */
    RECEIVING,
    /** Its rows are being applied. */
    RUNNING,
    /** All its rows were applied or rejected. */
    FINISHED,
    /** It was cut short; what it has accepted stays. */
    FAILED
  }

  /** Why a row was rejected; the header is row 1. */
  @RegisterForReflection
  record RowError(long row, String message) {}

  /** What is answered when the caller has waited for the end. */
  @RegisterForReflection
  record Result(long accepted, long rejected, List<RowError> errors, long errorsOmitted) {}
}
