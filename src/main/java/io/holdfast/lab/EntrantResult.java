package io.holdfast.lab;

import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How one entrant has fared, all its rounds together. Immutable.
 *
 * @param mistake whether it is a wrong form, on tables of the lab's own
 * @param note what else is to be said; why it was skipped or cut short
 * @param buyers who wanted something, all rounds together
 * @param served those with an answer, or without hope of one
 * @param orders that were accepted
 * @param sold units that buyers were promised
 * @param refused orders that were told that there is not enough
 * @param gaveUp orders without an answer
 * @param oversold units promised that were never there
 * @param undersold units that buyers who went away without any could still have had
 * @param booksOffBy by how much the stock that the seller claims to have left differs from what its
 *     orders should have left
 * @param conflicts how often somebody else was faster
 * @param retries attempts after the first
 * @param returns how often buyers had to come back
 * @param ordersPerSecond accepted orders, up to the last of them
 * @param p50Millis what half of the buyers waited at most for their final answer
 * @param p99Millis what 99 of 100 did
 * @param latencies how long buyers waited, without empty classes at either end
 * @param timeline units really left of the item that fared worst, as buyers were promised them
 * @param explanation two sentences made from these figures; null until it is over
 */
@RegisterForReflection
public record EntrantResult(
    String name,
    boolean mistake,
    Status status,
    @Nullable String note,
    int buyers,
    int served,
    int orders,
    long sold,
    int refused,
    int gaveUp,
    long oversold,
    long undersold,
    long booksOffBy,
    long conflicts,
    long retries,
    long returns,
    double ordersPerSecond,
    double p50Millis,
    double p99Millis,
    List<Bucket> latencies,
    List<Point> timeline,
    @Nullable String explanation) {

  /** Where an entrant stands. */
  @RegisterForReflection
  public enum Status {
    WAITING,
    RUNNING,
    FINISHED,
    /** Its time was over before all buyers were served. */
    CUT_SHORT,
    /** It did not run; the note says why. */
    SKIPPED
  }

  /** Buyers who waited longer than the bound of the bucket before, and at most this long. */
  @RegisterForReflection
  public record Bucket(double upToMillis, int buyers) {}

  /** Units left so many milliseconds after the start. */
  @RegisterForReflection
  public record Point(double millis, long left) {}

  static EntrantResult waiting(String name, boolean mistake, RaceSettings settings) {
    return empty(name, mistake, Status.WAITING, null, settings);
  }

  static EntrantResult skipped(String name, boolean mistake, String reason, RaceSettings settings) {
    return empty(name, mistake, Status.SKIPPED, reason, settings);
  }

  private static EntrantResult empty(
      String name, boolean mistake, Status status, @Nullable String note, RaceSettings settings) {
    return new EntrantResult(
        name,
        mistake,
        status,
        note,
        settings.buyers() * settings.rounds(),
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        List.of(),
        List.of(),
        null);
  }

  /** Whether it sold what was there, to whoever wanted it, and nothing else. */
  boolean held() {
    return oversold == 0 && undersold == 0 && gaveUp == 0 && booksOffBy == 0;
  }
}
