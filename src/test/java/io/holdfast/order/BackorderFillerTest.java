package io.holdfast.order;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import io.holdfast.Api;
import io.holdfast.Commands;
import io.holdfast.OtherSession;
import io.holdfast.Scrape;
import io.holdfast.reservation.decision.Command;
import io.holdfast.reservation.decision.Partial;
import io.holdfast.reservation.decision.RequestedLine;
import io.holdfast.reservation.decision.Verdict;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.hibernate.id.uuid.UuidVersion7Strategy;
import org.junit.jupiter.api.Test;

/** Those who wait for what many others leave at the same moment. */
@QuarkusTest
class BackorderFillerTest {

  private static final Api API = new Api("backorder-filler");
  private static final int LEAVING = 250;
  private static final int WAITING = 300;
  private static final int FEW = 10;

  @Inject DataSource dataSource;
  @Inject OrderCommands commands;

  @Test
  void whatManyLeaveAtOnceIsGivenToTheOldestWithoutAskingThemAllForEachOfThem() throws Exception {
    API.json(
            "{\"sku\":\"LEFT\",\"name\":\"Left\",\"onHand\":%d,\"backorderLimit\":%d}"
                .formatted(LEAVING, WAITING))
        .post(Api.ITEMS)
        .then()
        .statusCode(201);
    API.createItem("OTHER", 1);
    var leaving = ids(LEAVING);
    var waiting = ids(WAITING);
    all(leaving, order -> place(order, "LEFT"));
    all(waiting, order -> place(order, "LEFT"));
    API.item("LEFT").then().body("available", equalTo(-WAITING));
    var before = commandsDecided();
    all(leaving, order -> Commands.cancel(API.shop(), order));
    try (var books = new OtherSession(dataSource)) {
      await().until(() -> books.number(waitingUpTo(WAITING, waiting)) == WAITING - LEAVING);
      assertThat(books.number(waitingUpTo(LEAVING, waiting))).isZero();
    }
    // Who comes next must not find a queue of those who were asked in vain.
    API.order("OTHER", 1).then().statusCode(201);
    assertThat(commandsDecided() - before - LEAVING).isLessThan(4 * LEAVING);
    API.item("LEFT").then().body("available", equalTo(LEAVING - WAITING));
    API.empty().post("/api/v1/invariants/check").then().body("ok", equalTo(true));
  }

  /** More wait than are looked at together. */
  @Test
  void theLittleThatArrivesIsGivenToTheOldest() throws Exception {
    API.json("{\"sku\":\"LITTLE\",\"name\":\"Little\",\"backorderLimit\":%d}".formatted(WAITING))
        .post(Api.ITEMS)
        .then()
        .statusCode(201);
    var waiting = ids(WAITING);
    all(waiting, order -> place(order, "LITTLE"));
    API.json("{\"delta\":%d,\"reason\":\"received\"}".formatted(FEW))
        .post(Api.ITEMS + "/LITTLE/adjustments")
        .then()
        .statusCode(201);
    try (var books = new OtherSession(dataSource)) {
      assertThat(books.number(waitingUpTo(FEW, waiting))).isZero();
      assertThat(books.number(waitingUpTo(WAITING, waiting))).isEqualTo(WAITING - FEW);
    }
    API.empty().post("/api/v1/invariants/check").then().body("ok", equalTo(true));
  }

  private static List<UUID> ids(int orders) {
    return Stream.generate(() -> UuidVersion7Strategy.INSTANCE.generateUuid(null))
        .limit(orders)
        .sorted()
        .toList();
  }

  /** Has all of them accepted, in so few batches as they come. */
  private void all(List<UUID> orders, Function<UUID, Command> step) {
    var verdicts = orders.stream().map(order -> commands.execute(step.apply(order))).toList();
    for (var verdict : verdicts) {
      assertThat(verdict.toCompletableFuture())
          .succeedsWithin(Duration.ofSeconds(10))
          .isInstanceOf(Verdict.Accepted.class);
    }
  }

  private static Command place(UUID order, String sku) {
    return new Command.Place(
        Commands.header(order, API.shop(), null),
        null,
        null,
        null,
        List.of(new RequestedLine(sku, 1, null)),
        Partial.BACKORDER,
        null);
  }

  private static double commandsDecided() {
    return Scrape.now().value("holdfast_batch_orders_sum");
  }

  /** Units that the first so many of these orders wait for. */
  private static String waitingUpTo(int first, List<UUID> orders) {
    return "SELECT coalesce(sum(backordered), 0) FROM allocation WHERE shop = '%s' AND order_id = ANY ('{%s}')"
        .formatted(
            API.shop(),
            orders.stream().limit(first).map(UUID::toString).collect(Collectors.joining(",")));
  }
}
