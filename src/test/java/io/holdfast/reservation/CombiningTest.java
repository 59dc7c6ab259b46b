package io.holdfast.reservation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import io.holdfast.Api;
import io.holdfast.Commands;
import io.holdfast.Scrape;
import io.holdfast.platform.problem.Problem;
import io.holdfast.platform.problem.ProblemType;
import io.holdfast.reservation.decision.RequestedLine;
import io.holdfast.reservation.decision.Verdict;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Orders in company: one that fails, is late or waits for a lock does so alone. */
@QuarkusTest
@TestProfile(CombiningTest.SmallQueue.class)
class CombiningTest {

  private static final Api API = new Api("combining");
  private static final int QUEUE = 100;

  public static final class SmallQueue implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
      return Map.of(
          "holdfast.reservation.strategy", "combining",
          "holdfast.reservation.deadline", "10s",
          "holdfast.combining.max-queue", Integer.toString(QUEUE));
    }
  }

  @Inject DataSource dataSource;
  @Inject Reservations reservations;
  private Scrape before;
  private String wanted;
  private String held;

  @BeforeEach
  void stock() {
    before = Scrape.now();
    wanted = "W-" + UUID.randomUUID();
    held = "H-" + UUID.randomUUID();
    API.createItem(wanted, 1_000);
    API.createItem(held, 1_000);
  }

  @AfterEach
  void theBooksBalance() {
    API.empty().post("/api/v1/invariants/check").then().body("ok", equalTo(true));
  }

  @Test
  void anOrderThatCannotBeWrittenFailsAloneAmongMany() throws Exception {
    try (var lock = lock("SELECT 1 FROM stock_level WHERE sku = '" + held + "' FOR UPDATE")) {
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
      lock.rollback();
      assertThat(first.get(10, TimeUnit.SECONDS)).isInstanceOf(Verdict.Accepted.class);
    }
    assertThat(moved("holdfast_batch_reruns_total", "cause", "split")).isPositive();
    API.item(wanted).then().body("reserved", equalTo(80));
  }

  @Test
  void whoeverKeepsARowLockedHoldsUpOnlyThoseWhoWantIt() throws Exception {
    try (var lock = lock("SELECT 1 FROM stock_level WHERE sku = '" + held + "' FOR UPDATE")) {
      var waiting = List.of(submit(held, null), submit(held, null));
      await().until(() -> moved("holdfast_batch_reruns_total", "cause", "busy") > 0);
      for (var i = 0; i < 20; i++) {
        assertThat(submit(wanted, null).get(5, TimeUnit.SECONDS))
            .isInstanceOf(Verdict.Accepted.class);
      }
      var later = submit(held, null);
      assertThat(waiting).noneMatch(CompletableFuture::isDone);
      lock.rollback();
      for (var order : List.of(waiting.get(0), waiting.get(1), later)) {
        assertThat(order.get(10, TimeUnit.SECONDS)).isInstanceOf(Verdict.Accepted.class);
      }
    }
    assertThat(submit(held, null).get(5, TimeUnit.SECONDS)).isInstanceOf(Verdict.Accepted.class);
  }

  @Test
  void aCancelOfAnOrderThatIsLockedWaitsAndHoldsNobodyUp() throws Exception {
    var id = ((Verdict.Accepted) submit(held, null).get(5, TimeUnit.SECONDS)).order().id();
    try (var lock = lock("SELECT 1 FROM orders WHERE id = '" + id + "' FOR UPDATE")) {
      var cancel = cancel(id);
      assertThat(submit(wanted, null).get(5, TimeUnit.SECONDS))
          .isInstanceOf(Verdict.Accepted.class);
      assertThat(submit(held, null).get(5, TimeUnit.SECONDS)).isInstanceOf(Verdict.Accepted.class);
      assertThat(cancel).isNotDone();
      lock.rollback();
      assertThat(cancel.get(10, TimeUnit.SECONDS)).isInstanceOf(Verdict.Accepted.class);
    }
    API.item(held).then().body("reserved", equalTo(1));
  }

  @Test
  void whereTooManyWaitTheNextOneIsRefusedAtOnce() throws Exception {
    var orders = new ArrayList<CompletableFuture<Verdict>>();
    try (var lock = lock("SELECT 1 FROM stock_level WHERE sku = '" + held + "' FOR UPDATE")) {
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
      lock.rollback();
      for (var order : waiting) {
        assertThat(order.get(10, TimeUnit.SECONDS)).isInstanceOf(Verdict.Accepted.class);
      }
      API.item(held).then().body("reserved", equalTo(waiting.size()));
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

  private double moved(String series, String... labels) {
    return Scrape.now().value(series, labels) - before.value(series, labels);
  }

  private boolean somebodyWaits() throws SQLException {
    try (var connection = dataSource.getConnection();
        var rows =
            connection.createStatement().executeQuery("SELECT 1 FROM pg_locks WHERE NOT granted")) {
      return rows.next();
    }
  }

  /** A session of somebody else's that keeps rows locked until it is rolled back or closed. */
  private Connection lock(String sql) throws SQLException {
    var stray = DriverManager.getConnection(url(), "postgres", null);
    stray.setAutoCommit(false);
    try (var statement = stray.createStatement()) {
      statement.execute(sql);
    }
    return stray;
  }

  private String url() throws SQLException {
    try (var connection = dataSource.getConnection()) {
      return connection.getMetaData().getURL();
    }
  }
}
