package io.holdfast.reservation.strategy;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.Commands;
import io.holdfast.platform.database.Attempts;
import io.holdfast.platform.database.Deadline;
import io.holdfast.reservation.decision.Command;
import io.holdfast.reservation.decision.RequestedLine;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class AdmissionQueueTest {

  private static final String SHOP = "shop";

  private static final int BATCH = 10;

  private final AtomicLong now = new AtomicLong();
  private final AdmissionQueue queue = new AdmissionQueue(BATCH, 100, 100, 1_000_000, now::get);

  @Test
  void noOrderOvertakesAnEarlierOneThatWantsASkuOfIts() {
    var first = admitted(place("a"));
    var both = admitted(place("a", "b"));
    var overlapping = admitted(place("a"));
    var elsewhere = admitted(place("c"));
    var other = admitted(place("d"));
    assertThat(queue.topUp(SHOP, Set.of("a", "d"), 10, 10)).containsExactly(first, other);
    assertThat(taken()).containsExactly(both, overlapping, elsewhere);
  }

  @Test
  void nothingOvertakesACancelWhoseSkusAreNotKnownYet() {
    var first = admitted(place("a"));
    var cancel = admitted(cancel());
    var later = admitted(place("a"));
    assertThat(queue.topUp(SHOP, Set.of("a"), 10, 10)).containsExactly(first);
    assertThat(taken()).containsExactly(cancel, later);
  }

  @Test
  void whoseTurnWouldComeTooLateIsTurnedAwayAtOnce() {
    // Half of a minute is three batches of ten seconds.
    queue.decidedIn(Duration.ofSeconds(10).toNanos());
    for (var i = 0; i < 3 * BATCH; i++) {
      admitted(place("a"));
    }
    for (var i = 0; i < 2 * BATCH && queue.offer(waiting(place("a"))); i++) {
      assertThat(queue.depth()).isLessThanOrEqualTo(4 * BATCH);
    }
    assertThat(queue.depth()).isBetween(3 * BATCH, 4 * BATCH);
    // A turn that has come makes room.
    taken();
    taken();
    admitted(place("a"));
  }

  @Test
  void aQueueThatDoesNotGetShorterTakesInLessThanABurst() {
    // A burst may wait for three batches of seven seconds in its minute, what lasts for one.
    queue.decidedIn(Duration.ofSeconds(7).toNanos());
    for (var i = 0; i < 3 * BATCH; i++) {
      admitted(place("a"));
    }
    now.addAndGet(Duration.ofSeconds(2).toNanos());
    assertThat(queue.offer(waiting(place("a")))).isFalse();
    taken();
    assertThat(queue.offer(waiting(place("a")))).isFalse();
    taken();
    admitted(place("a"));
    // Once it has been shorter than a batch, the next burst is one again.
    taken();
    for (var i = 0; i < 3 * BATCH; i++) {
      admitted(place("a"));
    }
  }

  @Test
  void aSlowBatchIsNoReasonToTurnAnybodyAwayWhoWouldBeInTheNextOne() {
    queue.decidedIn(Duration.ofMinutes(10).toNanos());
    for (var i = 0; i < BATCH; i++) {
      admitted(place("a"));
    }
    assertThat(queue.offer(waiting(place("a")))).isFalse();
    // And a single one is forgotten.
    for (var i = 0; i < 60; i++) {
      queue.decidedIn(Duration.ofMillis(10).toNanos());
    }
    admitted(place("a"));
  }

  @Test
  void oneBatchThatWasHeldUpTurnsNobodyAway() {
    queue.decidedIn(Duration.ofSeconds(2).toNanos());
    for (var i = 0; i < 2 * BATCH; i++) {
      admitted(place("a"));
    }
    now.addAndGet(Duration.ofSeconds(2).toNanos());
    queue.decidedIn(Duration.ofMinutes(1).toNanos());
    admitted(place("a"));
    // But one after the other does.
    for (var i = 0; i < 10; i++) {
      queue.decidedIn(Duration.ofMinutes(1).toNanos());
    }
    assertThat(queue.offer(waiting(place("a")))).isFalse();
  }

  private List<Waiting> taken() {
    try {
      return queue.take(10, 10);
    } catch (InterruptedException interrupted) {
      throw new IllegalStateException(interrupted);
    }
  }

  private Waiting admitted(Command command) {
    var waiting = waiting(command);
    assertThat(queue.offer(waiting)).isTrue();
    return waiting;
  }

  private static Waiting waiting(Command command) {
    return new Waiting(command, new Attempts(Deadline.in(Duration.ofMinutes(1))));
  }

  private static Command place(String... skus) {
    return Commands.place(
        SHOP, null, null, Stream.of(skus).map(sku -> new RequestedLine(sku, 1, null)).toList());
  }

  private static Command cancel() {
    return Commands.cancel(SHOP, UUID.randomUUID());
  }
}
