package io.holdfast.reservation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import io.holdfast.Api;
import io.holdfast.Commands;
import io.holdfast.OtherSession;
import io.holdfast.platform.problem.Problem;
import io.holdfast.platform.problem.ProblemType;
import io.holdfast.reservation.decision.RequestedLine;
import io.holdfast.reservation.decision.Verdict;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Orders in company: one that fails, is late or waits for a lock does so alone. */
@QuarkusTest
@TestProfile(CombiningHarness.SmallQueue.class)
class CombiningTest extends CombiningHarness {

  @Test
  void anOrderThatCannotBeWrittenFailsAloneAmongMany() throws Exception {
    try (var stray = new OtherSession(dataSource)) {
      stray.lockStockOf(held);
      // While the lane waits for this one, the others gather.
      var first = submit(held, null);
      await().until(this::somebodyWaits);
      var others = new ArrayList<CompletableFuture<Verdict>>();
      for (var i = 0; i < 40; i++) {
        others.add(submit(wanted, null));
      }
      // The edge refuses such text; here it stands for whatever only the database notices.
      var culprit = submit(wanted, "\0");
      for (var i = 0; i < 40; i++) {
        others.add(submit(wanted, null));
      }
      for (var other : others) {
        assertThat(other)
            .succeedsWithin(Duration.ofSeconds(10))
            .isInstanceOf(Verdict.Accepted.class);
      }
      assertThatThrownBy(() -> culprit.get(10, TimeUnit.SECONDS)).isNotNull();
      assertThat(first).isNotDone();
      stray.rollback();
      assertThat(first.get(10, TimeUnit.SECONDS)).isInstanceOf(Verdict.Accepted.class);
    }
    assertThat(moved("holdfast_batch_reruns_total", "cause", "split")).isPositive();
    API.item(wanted).then().body("reserved", equalTo(80));
  }

  @Test
  void whoeverKeepsARowLockedHoldsUpOnlyThoseWhoWantIt() throws Exception {
    try (var stray = new OtherSession(dataSource)) {
      stray.lockStockOf(held);
      var waiting = List.of(submit(held, null), submit(held, null));
      await().until(() -> moved("holdfast_batch_reruns_total", "cause", "busy") > 0);
      for (var i = 0; i < 20; i++) {
        assertThat(submit(wanted, null).get(5, TimeUnit.SECONDS))
            .isInstanceOf(Verdict.Accepted.class);
      }
      var later = submit(held, null);
      assertThat(waiting).noneMatch(CompletableFuture::isDone);
      stray.rollback();
      for (var order : List.of(waiting.get(0), waiting.get(1), later)) {
        assertThat(order.get(10, TimeUnit.SECONDS)).isInstanceOf(Verdict.Accepted.class);
      }
    }
    assertThat(submit(held, null).get(5, TimeUnit.SECONDS)).isInstanceOf(Verdict.Accepted.class);
  }

  @Test
  void aCancelOfAnOrderThatIsLockedWaitsAndHoldsNobodyUp() throws Exception {
    var id = ((Verdict.Accepted) submit(held, null).get(5, TimeUnit.SECONDS)).order().id();
    try (var stray = new OtherSession(dataSource)) {
      stray.execute("SELECT 1 FROM orders WHERE id = '" + id + "' FOR UPDATE");
      var cancel = cancel(id);
      assertThat(submit(wanted, null).get(5, TimeUnit.SECONDS))
          .isInstanceOf(Verdict.Accepted.class);
      assertThat(submit(held, null).get(5, TimeUnit.SECONDS)).isInstanceOf(Verdict.Accepted.class);
      assertThat(cancel).isNotDone();
      stray.rollback();
      assertThat(cancel.get(10, TimeUnit.SECONDS)).isInstanceOf(Verdict.Accepted.class);
    }
    API.item(held).then().body("reserved", equalTo(1));
  }

  @Test
  void whereTooManyWaitTheNextOneIsRefusedAtOnce() throws Exception {
    var orders = new ArrayList<CompletableFuture<Verdict>>();
    try (var stray = new OtherSession(dataSource)) {
      stray.lockStockOf(held);
      orders.add(submit(held, null));
      await().until(() -> moved("holdfast_batch_reruns_total", "cause", "busy") > 0);
      for (var i = 0; i < 3 * QUEUE; i++) {
        orders.add(submit(held, null));
      }
      var byFate = orders.stream().collect(Collectors.partitioningBy(CompletableFuture::isDone));
      var refused = byFate.getOrDefault(true, List.of());
      var waiting = byFate.getOrDefault(false, List.of());
      assertThat(refused).hasSizeBetween(2 * QUEUE - 1, 2 * QUEUE + 1);
      for (var order : refused) {
        assertThatThrownBy(order::join)
            .cause()
            .isInstanceOfSatisfying(
                Problem.class,
                problem -> assertThat(problem.type()).isEqualTo(ProblemType.OVERLOADED));
      }
      assertThat(
              moved(
                  "holdfast_reservations_total", "outcome", "overloaded", "strategy", "combining"))
          .isEqualTo(refused.size());
      stray.rollback();
      for (var order : waiting) {
        assertThat(order.get(10, TimeUnit.SECONDS)).isInstanceOf(Verdict.Accepted.class);
      }
      API.item(held).then().body("reserved", equalTo(waiting.size()));
    }
  }

  @Test
  void whileTheQueueIsFullAnOrderIsRefusedBeforeItIsRead() {
    // Again if the lane went round the lock before the queue was full.
    await().untilAsserted(this::fillAndSendWhatIsNoOrder);
    API.json("no order").post(Api.ORDERS).then().statusCode(400);
  }

  private void fillAndSendWhatIsNoOrder() throws Exception {
    var waiting = new ArrayList<CompletableFuture<Verdict>>();
    try (var stray = new OtherSession(dataSource)) {
      stray.lockStockOf(held);
      waiting.add(submit(held, null));
      await().until(this::somebodyWaits);
      for (var i = 0; i < QUEUE; i++) {
        waiting.add(submit(wanted, null));
      }
      API.json("no order")
          .post(Api.ORDERS)
          .then()
          .statusCode(503)
          .header("Retry-After", "1")
          .body("type", equalTo("/problems/overloaded"));
      assertThat(
              moved(
                  "holdfast_reservations_total", "outcome", "overloaded", "strategy", "combining"))
          .isPositive();
    } finally {
      for (var order : waiting) {
        assertThat(order).succeedsWithin(Duration.ofSeconds(10));
      }
    }
  }

  private CompletableFuture<Verdict> submit(String sku, @Nullable String reference) {
    return reservations
        .execute(
            Commands.place(API.shop(), null, reference, List.of(new RequestedLine(sku, 1, null))))
        .toCompletableFuture();
  }

  private CompletableFuture<Verdict> cancel(UUID id) {
    return reservations.execute(Commands.cancel(API.shop(), id)).toCompletableFuture();
  }
}
