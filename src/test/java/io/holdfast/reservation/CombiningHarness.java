package io.holdfast.reservation;

import static org.hamcrest.Matchers.equalTo;

import io.holdfast.Api;
import io.holdfast.Scrape;
import io.quarkus.test.junit.QuarkusTestProfile;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.util.Map;
import java.util.UUID;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A service with a small queue and time to wait, and two items of which one may be locked. */
abstract class CombiningHarness {

  static final Api API = new Api("combining");
  static final int STOCK = 1_000;
  static final int QUEUE = 100;

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
  String wanted;
  String held;
  private Scrape before;

  @BeforeEach
  void stock() {
    before = Scrape.now();
    wanted = "W-" + UUID.randomUUID();
    held = "H-" + UUID.randomUUID();
    API.createItem(wanted, STOCK);
    API.createItem(held, STOCK);
  }

  @AfterEach
  void theBooksBalance() {
    API.empty().post("/api/v1/invariants/check").then().body("ok", equalTo(true));
  }

  /** By how much a series has moved since the test began. */
  double moved(String series, String... labels) {
    return Scrape.now().value(series, labels) - before.value(series, labels);
  }

  boolean somebodyWaits() throws SQLException {
    try (var connection = dataSource.getConnection();
        var rows =
            connection.createStatement().executeQuery("SELECT 1 FROM pg_locks WHERE NOT granted")) {
      return rows.next();
    }
  }
}
