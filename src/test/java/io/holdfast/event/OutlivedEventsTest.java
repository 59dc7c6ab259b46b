package io.holdfast.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.Api;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.URI;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

@QuarkusTest
class OutlivedEventsTest {

  @TestHTTPResource("/")
  URI base;

  @Inject OutlivedEvents outlived;
  @Inject DataSource dataSource;

  @Test
  void whatHasOutlivedItsRetentionIsGoneFromTheFrontAndReadersAreTold() throws Exception {
    var api = new Api("events-old");
    for (var item = 1; item <= 4; item++) {
      api.createItem("OLD-" + item, 1);
    }
    String first;
    String second;
    try (var reader = EventReader.open(base, api.shop(), null)) {
      reader.next();
      first = reader.lastId();
      reader.next();
      second = reader.lastId();
      reader.next();
      reader.next();
    }
    // The last one is old too, as one that committed late would be: it waits for the one before.
    try (var connection = dataSource.getConnection();
        var age = connection.createStatement()) {
      age.executeUpdate(
          """
          UPDATE batch SET tick = tick - interval '8 days'
          WHERE shop = 'events-old' AND number IN (1, 2, 4)""");
    }
    outlived.remove();
    Api.assertRefused(
        api.request().header("Last-Event-ID", first).get("/api/v1/events"), 410, "gone");
    Api.assertRefused(
        api.request().header("Last-Event-ID", second).get("/api/v1/events"), 410, "gone");
    try (var reader = EventReader.open(base, api.shop(), null)) {
      assertThat(reader.next().get("subject").textValue()).isEqualTo("OLD-3");
      assertThat(reader.next().get("subject").textValue()).isEqualTo("OLD-4");
    }
    assertThat(api.request().get("/api/v1/invariants").jsonPath().getBoolean("ok")).isTrue();
  }
}
