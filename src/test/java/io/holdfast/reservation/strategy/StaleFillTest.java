package io.holdfast.reservation.strategy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import io.holdfast.Api;
import io.holdfast.Commands;
import io.holdfast.OtherSession;
import io.holdfast.platform.database.Deadline;
import io.holdfast.platform.database.WriteTransaction;
import io.holdfast.reservation.decision.Command;
import io.holdfast.reservation.decision.Decision;
import io.holdfast.reservation.decision.Verdict;
import io.holdfast.stock.Level;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/**
 * A fill that moves nothing at its level has no version that would show that the level has changed:
 * whoever orders meanwhile must not be taken for somebody whose units have arrived.
 */
@QuarkusTest
class StaleFillTest {

  private static final Api API = new Api("stale-fill");

  @Inject DataSource dataSource;
  @Inject OneTransaction transaction;
  @Inject LockWait lockWait;

  @Test
  void whatIsOrderedWhileAFillIsDecidedBringsItNothing() throws Exception {
    API.json("{\"sku\":\"S\",\"name\":\"S\",\"onHand\":1,\"backorderLimit\":9}").post(Api.ITEMS);
    assertThat(backorder().statusCode()).isEqualTo(201);
    var waiting = UUID.fromString(backorder().path("id"));
    try (var observer = new OtherSession(dataSource)) {
      var stock = new OrderedMeanwhile(observer);
      var verdict =
          transaction.execute(
              new Command.Fill(Commands.header(waiting, API.shop(), null)),
              Deadline.in(Duration.ofSeconds(10)),
              stock);
      assertThat(verdict).isInstanceOf(Verdict.NothingToDo.class);
      assertThat(stock.later.get(10, TimeUnit.SECONDS).statusCode()).isEqualTo(201);
    }
    API.request()
        .get(Api.ORDERS + "/" + waiting)
        .then()
        .body("lines[0].reserved", equalTo(0))
        .body("lines[0].backordered", equalTo(1));
  }

  private static Response backorder() {
    return API.json("{\"lines\":[{\"sku\":\"S\",\"quantity\":1}],\"partial\":\"backorder\"}")
        .post(Api.ORDERS);
  }

  /** Stock without locks, and somebody who orders as soon as it was read. */
  private final class OrderedMeanwhile implements OneTransaction.StockAccess {

    private final OneTransaction.StockAccess stock = new VersionedStock("optimistic", lockWait);
    private final OtherSession observer;
    private CompletableFuture<Response> later = new CompletableFuture<>();

    OrderedMeanwhile(OtherSession observer) {
      this.observer = observer;
    }

    @Override
    public List<Level> take(
        WriteTransaction transaction,
        Collection<String> skus,
        OneTransaction.Foretelling foretelling)
        throws SQLException {
      var levels = stock.take(transaction, skus, foretelling);
      later = CompletableFuture.supplyAsync(StaleFillTest::backorder);
      await().until(() -> later.isDone() || observer.waiting() > 0);
      return levels;
    }

    @Override
    public void write(WriteTransaction transaction, Decision decision) throws SQLException {
      stock.write(transaction, decision);
    }
  }
}
