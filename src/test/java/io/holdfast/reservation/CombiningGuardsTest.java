package io.holdfast.reservation;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.awaitility.Awaitility.await;

import io.holdfast.Commands;
import io.holdfast.OtherSession;
import io.holdfast.idempotency.IdempotencyKey;
import io.holdfast.reservation.decision.Command;
import io.holdfast.reservation.decision.RequestedLine;
import io.holdfast.reservation.decision.Verdict;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * The guards of a batch, each in the one situation where it is needed. {@code docs/planted-bugs.md}
 * takes them away one by one.
 */
@QuarkusTest
@TestProfile(CombiningHarness.SmallQueue.class)
class CombiningGuardsTest extends CombiningHarness {

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  @Test
  void everyOrderOfABatchIsAnsweredAboutItselfAndItsKeyToo() throws Exception {
    var commands = new ArrayList<Command.Place>();
    for (var i = 0; i < 30; i++) {
      commands.add(place(key("own-" + i), line(wanted, i % 3 == 2 ? STOCK : 1)));
    }
    List<CompletableFuture<Verdict>> verdicts;
    try (var other = new OtherSession(dataSource)) {
      other.lockStockOf(held);
      var first = submit(line(held, 1));
      await().until(this::somebodyWaits);
      // While the lane waits they gather.
      verdicts = commands.stream().map(this::submit).toList();
      assertThat(CompletableFuture.allOf(verdicts.toArray(CompletableFuture[]::new)))
          .succeedsWithin(PATIENCE);
      other.rollback();
      isAccepted(first);
    }
    for (var i = 0; i < commands.size(); i++) {
      var command = commands.get(i);
      var verdict = verdicts.get(i).join();
      if (i % 3 == 2) {
        assertThat(verdict).isInstanceOf(Verdict.InsufficientStock.class);
        continue;
      }
      assertThat(verdict)
          .isInstanceOfSatisfying(
              Verdict.Accepted.class,
              accepted -> assertThat(accepted.order().id()).isEqualTo(command.orderId()));
      assertThat(submit(command))
          .succeedsWithin(PATIENCE)
          .isEqualTo(new Verdict.Replayed(Commands.answer(command.orderId())));
    }
  }

  @Test
  void nobodyIsToldBeforeTheCommitStands() throws Exception {
    var orders = new ArrayList<CompletableFuture<Verdict>>();
    try (var other = new OtherSession(dataSource)) {
      other.executeAlone("ALTER SYSTEM SET synchronous_standby_names = 'nobody'");
      try {
        other.execute("SELECT pg_reload_conf()");
        other.commit();
        // From some moment on COMMIT waits for a replica that never comes; an order's it has to be,
        // since others commit too.
        await()
            .until(
                () -> {
                  orders.add(submit(line(wanted, 1)));
                  return other.number(
                          "SELECT count(*) FROM pg_stat_activity JOIN pg_locks USING (pid)"
                              + " WHERE wait_event = 'SyncRep' AND relation = 'stock_level'::regclass")
                      > 0;
                });
        assertThat(orders.stream().filter(CompletableFuture::isDone).count())
            .as("those who were told are those whose orders others can see")
            .isEqualTo(
                other.number("SELECT reserved FROM stock_level WHERE sku = '" + wanted + "'"));
      } finally {
        other.executeAlone("ALTER SYSTEM RESET synchronous_standby_names");
        other.executeAlone("SELECT pg_reload_conf()");
      }
    }
    assertThat(orders).allSatisfy(CombiningGuardsTest::isAccepted);
  }

  @Test
  void whoeverWantsTheSameSkusWaitsInALineAndNotInACircle() throws Exception {
    try (var other = new OtherSession(dataSource)) {
      var deadlocks = "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()";
      var deadlocksBefore = other.number(deadlocks);
      other.execute("SET deadlock_timeout = '100ms'");
      other.lockStockOf(held);
      var order = submit(line(wanted, 1), line(held, 1));
      awaitAside(1);
      await().until(this::somebodyWaits);
      assertThatCode(() -> other.lockStockOf(wanted)).doesNotThrowAnyException();
      other.rollback();
      isAccepted(order);
      other.execute("SELECT pg_stat_force_next_flush()");
      assertThat(other.number(deadlocks)).isEqualTo(deadlocksBefore);
    }
    assertThat(moved("holdfast_conflicts_total", "cause", "deadlock", "strategy", "combining"))
        .isZero();
  }

  @Test
  void aLimitThatChangesWhileABatchWaitsForItsLocksCounts() throws Exception {
    aloneAndInCompany(
        sku -> place(null, line(sku, 5)),
        (other, command) ->
            other.execute(
                "UPDATE item SET max_per_order = 3, version = version + 1 WHERE sku = '%s'"
                    .formatted(command.lines().get(0).sku())),
        Verdict.LimitExceeded.class);
  }

  @Test
  void aKeyThatIsUsedWhileABatchWaitsForItsLocksIsReplayed() throws Exception {
    aloneAndInCompany(
        // As if its first attempt, at another instance, had taken what was left.
        sku -> place(key(UUID.randomUUID().toString()), line(sku, STOCK + 1)),
        (other, command) -> {
          var key = Objects.requireNonNull(command.key());
          other.execute(
              """
              INSERT INTO idempotency_record
                (shop, principal, key, fingerprint, status, body, created_at)
              VALUES ('%s', '%s', '%s', '\\x%s', 201, '', now())"""
                  .formatted(
                      command.shop(),
                      key.principal(),
                      key.key(),
                      HexFormat.of().formatHex(key.fingerprint())));
        },
        Verdict.Replayed.class);
  }

  @Test
  void stockThatChangesWhileABatchWaitsForItsLocksIsNotSoldAsItWas() throws Exception {
    aloneAndInCompany(
        sku -> place(null, line(sku, 5)),
        (other, command) -> {
          var sku = command.lines().get(0).sku();
          other.execute(
              """
              INSERT INTO stock_movement (shop, sku, location, version, kind, on_hand_delta,
                reserved_delta, on_hand_after, reserved_after, actor, at)
              SELECT shop, sku, location, version + 1, 'adjusted', 3 - on_hand, 0, 3, reserved,
                'other', now()
              FROM stock_level WHERE sku = '%1$s';
              UPDATE stock_level SET on_hand = 3, version = version + 1 WHERE sku = '%1$s'"""
                  .formatted(sku));
        },
        Verdict.InsufficientStock.class);
  }

  /** What another session does before it gives the locks back for which a command waits. */
  @FunctionalInterface
  private interface Meanwhile {
    void happens(OtherSession other, Command.Place command) throws SQLException;
  }

  /** Commands that wait for a lock, one that is a batch by itself and then two more. */
  private void aloneAndInCompany(
      Function<String, Command.Place> order, Meanwhile meanwhile, Class<? extends Verdict> expected)
      throws SQLException {
    try (var first = new OtherSession(dataSource);
        var second = new OtherSession(dataSource)) {
      first.lockStockOf(held);
      second.lockStockOf(wanted);
      var alone = order.apply(held);
      var leader = order.apply(wanted);
      var follower = order.apply(wanted);
      var toAlone = submit(alone);
      // On the side track a lock is waited for as long as it takes.
      awaitAside(1);
      var toLeader = submit(leader);
      awaitAside(2);
      var toFollower = submit(follower);
      await().until(this::somebodyWaits);
      meanwhile.happens(first, alone);
      first.commit();
      assertThat(toAlone).succeedsWithin(PATIENCE).isInstanceOf(expected);
      await().until(this::somebodyWaits);
      for (var command : List.of(leader, follower)) {
        meanwhile.happens(second, command);
      }
      second.commit();
      assertThat(toLeader).succeedsWithin(PATIENCE).isInstanceOf(expected);
      assertThat(toFollower).succeedsWithin(PATIENCE).isInstanceOf(expected);
    }
  }

  private static void isAccepted(CompletableFuture<Verdict> verdict) {
    assertThat(verdict).succeedsWithin(PATIENCE).isInstanceOf(Verdict.Accepted.class);
  }

  private CompletableFuture<Verdict> submit(RequestedLine... lines) {
    return submit(place(null, lines));
  }

  private CompletableFuture<Verdict> submit(Command command) {
    return reservations.execute(command).toCompletableFuture();
  }

  private static RequestedLine line(String sku, long quantity) {
    return new RequestedLine(sku, quantity, null);
  }

  private static @Nullable IdempotencyKey key(String name) {
    return IdempotencyKey.of("tester", name, "POST", "/orders", name.getBytes(UTF_8));
  }

  private static Command.Place place(@Nullable IdempotencyKey key, RequestedLine... lines) {
    return Commands.place(API.shop(), key, null, List.of(lines));
  }

  private void awaitAside(int times) {
    await().until(() -> moved("holdfast_batch_reruns_total", "cause", "busy") == times);
  }
}
