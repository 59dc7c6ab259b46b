package io.holdfast.platform.database;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.holdfast.Buyers;
import io.holdfast.Scrape;
import io.holdfast.TestDatabase;
import io.holdfast.order.OrdersByStrategy;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTestProfile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The connection goes at COMMIT; the caller gets the truth all the same, and exactly one order. */
abstract class LostCommitContract {

  @TestHTTPResource URI base;

  Buyers buyers;

  abstract String strategy();

  @BeforeEach
  void connect() {
    buyers = new Buyers(base);
  }

  @ParameterizedTest
  @EnumSource(LostAnswerProxy.Loss.class)
  void anOrderWhoseCommitWasLostIsAnsweredTrulyAndIsThereOnce(LostAnswerProxy.Loss loss)
      throws Exception {
    var json = new ObjectMapper();
    var sku = "LOST-" + UUID.randomUUID();
    buyers.post("/api/v1/items", "{\"sku\":\"%s\",\"name\":\"Lost\",\"onHand\":5}".formatted(sku));
    var before = settled(loss);
    ProxiedDatabase.proxy().loseNext(loss);
    var order =
        buyers.post(
            OrdersByStrategy.path(strategy()),
            "{\"lines\":[{\"sku\":\"%s\",\"quantity\":2}]}".formatted(sku),
            "Idempotency-Key",
            sku);
    assertThat(ProxiedDatabase.proxy().isArmed()).as("a COMMIT was lost").isFalse();
    assertThat(order.statusCode()).as(order.body()).isEqualTo(201);
    var list = json.readTree(buyers.get("/api/v1/orders?sku=" + sku).body()).get("items");
    assertThat(list).hasSize(1);
    assertThat(list.get(0).get("id")).isEqualTo(json.readTree(order.body()).get("id"));
    var item = json.readTree(buyers.get("/api/v1/items/" + sku).body());
    assertThat(item.get("reserved").intValue()).isEqualTo(2);
    var books = json.readTree(buyers.post("/api/v1/invariants/check", "").body());
    assertThat(books.get("ok").booleanValue()).as(books.toPrettyString()).isTrue();
    assertThat(settled(loss)).isEqualTo(before + 1);
  }

  private static double settled(LostAnswerProxy.Loss loss) {
    var resolution = loss == LostAnswerProxy.Loss.ANSWER ? "committed" : "fenced";
    return Scrape.now().value("holdfast_commit_unknown_total", "resolution", resolution);
  }

  /** Of all strategies; which one counts is in the path of the order. */
  public static final class BehindAProxy implements QuarkusTestProfile {

    @Override
    public Map<String, String> getConfigOverrides() {
      return Map.of(
          // For what waits for the proxy and then has to be settled.
          "holdfast.reservation.deadline",
          "4s",
          // A statement prepared on the server is called by a number, in which the proxy knows no
          // COMMIT.
          "quarkus.datasource.jdbc.additional-jdbc-properties.prepareThreshold",
          "0");
    }

    @Override
    public List<TestResourceEntry> testResources() {
      return List.of(new TestResourceEntry(ProxiedDatabase.class));
    }

    @Override
    public boolean disableGlobalTestResources() {
      return true;
    }
  }

  /** A test database behind the proxy. */
  public static class ProxiedDatabase extends TestDatabase {

    private static volatile @Nullable LostAnswerProxy proxy;

    static LostAnswerProxy proxy() {
      return Objects.requireNonNull(proxy);
    }

    @Override
    public Map<String, String> start() {
      var settings = new HashMap<>(super.start());
      var url = Objects.requireNonNull(settings.get("quarkus.datasource.jdbc.url"));
      var port = URI.create(url.substring("jdbc:".length())).getPort();
      try {
        var between = new LostAnswerProxy(port);
        proxy = between;
        settings.put(
            "quarkus.datasource.jdbc.url",
            url.replace(":" + port + "/", ":" + between.port() + "/"));
      } catch (IOException failure) {
        throw new UncheckedIOException(failure);
      }
      return settings;
    }

    @Override
    public void stop() {
      try {
        proxy().close();
      } catch (IOException failure) {
        throw new UncheckedIOException(failure);
      }
    }
  }
}
