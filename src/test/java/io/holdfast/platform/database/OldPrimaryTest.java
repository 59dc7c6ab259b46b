package io.holdfast.platform.database;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.holdfast.Buyers;
import io.holdfast.OtherSession;
import io.holdfast.order.OrdersByStrategy;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.net.URI;
import java.util.UUID;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Connections that are sound and lead to a server that only reads, after a failover. */
@QuarkusTest
@TestProfile(LostCommitContract.BehindAProxy.class)
class OldPrimaryTest {

  private static final String EVENTS_WAITING =
      "SELECT count(*) FROM batch b JOIN event e ON e.shop = b.shop AND e.batch_id = b.id"
          + " WHERE b.number IS NULL";

  @TestHTTPResource URI base;

  @Inject DataSource dataSource;

  private OtherSession console;

  @BeforeEach
  void open() throws Exception {
    console = new OtherSession(dataSource);
  }

  @AfterEach
  void writable() throws Exception {
    console.executeAlone("ALTER DATABASE %s RESET default_transaction_read_only".formatted(name()));
    console.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"combining", "optimistic"})
  void theyAreReplacedAndOrdersAndEventsGoOn(String strategy) throws Exception {
    var buyers = new Buyers(base);
    var sku = "OLD-" + UUID.randomUUID();
    buyers.insist(
        "/api/v1/items", "{\"sku\":\"%s\",\"name\":\"Old\",\"onHand\":50}".formatted(sku));
    var path = OrdersByStrategy.path(strategy);
    var order = "{\"lines\":[{\"sku\":\"%s\",\"quantity\":1}]}".formatted(sku);
    assertThat(buyers.insist(path, order).statusCode()).isEqualTo(201);

    // Sessions are as they begin: those from now on only read, also when that is over.
    console.executeAlone(
        "ALTER DATABASE %s SET default_transaction_read_only = on".formatted(name()));
    console.executeAlone(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            + " WHERE datname = current_database() AND pid <> pg_backend_pid()");
    await().atMost(30, SECONDS).until(() -> buyers.post(path, order).statusCode() == 503);
    await().atMost(30, SECONDS).until(() -> buyers.get("/q/health/ready").statusCode() == 200);
    console.executeAlone("ALTER DATABASE %s RESET default_transaction_read_only".formatted(name()));

    await().atMost(10, SECONDS).until(() -> buyers.post(path, order).statusCode() == 201);
    await().atMost(10, SECONDS).until(() -> console.number(EVENTS_WAITING) == 0);
  }

  private String name() throws Exception {
    try (var connection = dataSource.getConnection()) {
      return connection.getCatalog();
    }
  }
}
