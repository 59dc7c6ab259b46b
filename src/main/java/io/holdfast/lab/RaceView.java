package io.holdfast.lab;

import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A race and how far it has come. Immutable.
 *
 * @param revision rises with every change
 * @param note why it has no result
 * @param results an entry per entrant, in the order of the settings
 */
@RegisterForReflection
public record RaceView(
    UUID id,
    Status status,
    long revision,
    String scenario,
    RaceSettings settings,
    @Nullable String note,
    List<EntrantResult> results,
    @Nullable Instant createdAt,
    @Nullable Instant updatedAt) {

  /** Where a race stands. */
  @RegisterForReflection
  public enum Status {
    QUEUED,
    RUNNING,
    FINISHED,
    /** It ended by an error, or with its process. */
    FAILED,
    /** The service was stopped meanwhile. */
    CANCELLED;

    boolean isOver() {
      return this != QUEUED && this != RUNNING;
    }
  }

  static RaceView queued(UUID id, String scenario, RaceSettings settings) {
    return new RaceView(
        id,
        Status.QUEUED,
        0,
        scenario,
        settings,
        null,
        settings.strategies().stream()
            .map(name -> EntrantResult.waiting(name, Mistake.named(name).isPresent(), settings))
            .toList(),
        null,
        null);
  }

  RaceView next(Status newStatus, @Nullable String newNote, List<EntrantResult> newResults) {
    return new RaceView(
        id, newStatus, revision + 1, scenario, settings, newNote, newResults, createdAt, updatedAt);
  }

  RaceView at(Instant created, Instant updated) {
    return new RaceView(id, status, revision, scenario, settings, note, results, created, updated);
  }
}
