package io.holdfast.reservation;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.Buyers;
import io.holdfast.idempotency.StoredResponse;
import io.holdfast.platform.problem.Problem;
import io.holdfast.reservation.decision.Command;
import io.holdfast.reservation.decision.Partial;
import io.holdfast.reservation.decision.RequestedLine;
import io.holdfast.reservation.decision.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.hibernate.id.uuid.UuidVersion7Strategy;
import org.junit.jupiter.api.Test;

/** The part of the contract of strategies that is about one principal with many holds. */
abstract class HoldQuotaContract extends ContractHarness {

  private static final int MOST = 5;

  @Test
  void aPrincipalGetsExactlyAsManyHoldsAsItMayHaveWhateverItHolds() throws Exception {
    // Different SKUs, so that nothing but the principal makes them wait for each other.
    var skus = IntStream.range(0, 8).mapToObj(i -> item(100)).toList();
    var owner = new Command.Owner("hoarder-" + UUID.randomUUID(), MOST);
    var tasks = new ArrayList<Callable<Verdict>>();
    for (var i = 0; i < 40; i++) {
      var sku = skus.get(i % skus.size());
      tasks.add(() -> insist(sku, owner));
    }
    var verdicts = Buyers.atOnce(20, tasks);
    assertThat(verdicts).filteredOn(Verdict.Accepted.class::isInstance).hasSize(MOST);
    assertThat(verdicts)
        .filteredOn(verdict -> !(verdict instanceof Verdict.Accepted))
        .containsOnly(new Verdict.TooManyHolds(MOST));
  }

  /** Comes back while it is sent away undecided. */
  private Verdict insist(String sku, Command.Owner owner) throws Exception {
    var reservations = strategies.named(strategy()).orElseThrow();
    while (true) {
      try {
        return reservations
            .execute(hold(sku, owner))
            .toCompletableFuture()
            .get(30, TimeUnit.SECONDS);
      } catch (ExecutionException failure) {
        if (!(failure.getCause() instanceof Problem problem) || problem.type().status() != 503) {
          throw failure;
        }
      }
    }
  }

  private static Command.Place hold(String sku, Command.Owner owner) {
    var id = UuidVersion7Strategy.INSTANCE.generateUuid(null);
    return new Command.Place(
        new Command.Header(
            id,
            "default",
            owner.principal(),
            owner,
            null,
            order -> new StoredResponse(201, null, null, "{}".getBytes(UTF_8))),
        null,
        null,
        null,
        List.of(new RequestedLine(sku, 1, null)),
        Partial.REJECT,
        Duration.ofMinutes(10));
  }
}
