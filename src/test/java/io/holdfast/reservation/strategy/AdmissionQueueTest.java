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
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class AdmissionQueueTest {

  private static final String SHOP = "shop";

  private final AdmissionQueue queue = new AdmissionQueue(100, 100, 1_000_000);

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

  private List<Waiting> taken() {
    try {
      return queue.take(10, 10);
    } catch (InterruptedException interrupted) {
      throw new IllegalStateException(interrupted);
    }
  }

  private Waiting admitted(Command command) {
    var waiting = new Waiting(command, new Attempts(Deadline.in(Duration.ofMinutes(1))));
    assertThat(queue.offer(waiting)).isTrue();
    return waiting;
  }

  private static Command place(String... skus) {
    return Commands.place(
        SHOP, null, null, Stream.of(skus).map(sku -> new RequestedLine(sku, 1, null)).toList());
  }

  private static Command cancel() {
    return Commands.cancel(SHOP, UUID.randomUUID());
  }
}
