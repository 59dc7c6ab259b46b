package io.holdfast.event;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.holdfast.Api;
import io.holdfast.LogWatch;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Readers of a stream come and go as they like; none of that is an error of the service. */
@QuarkusTest
class HangUpTest {

  private static final int READERS = 20;

  @TestHTTPResource("/")
  URI base;

  @Test
  void aReaderThatHangsUpIsNotLoggedAsADefect() throws Exception {
    var api = new Api("hang-up");
    try (var log = new LogWatch()) {
      for (var i = 0; i < READERS; i++) {
        try (var socket = new Socket(base.getHost(), base.getPort())) {
          // A reset in place of an orderly end.
          socket.setSoLinger(true, 0);
          var head =
              "GET /api/v1/events HTTP/1.1\r\nHost: localhost\r\nHoldfast-Shop: hang-up\r\n\r\n";
          socket.getOutputStream().write(head.getBytes(US_ASCII));
          assertThat(socket.getInputStream().read()).isEqualTo('H');
        }
      }
      api.createItem("HANG-UP", 1);
      // Whoever is there gets the event; by then those who are not have been met.
      try (var reader = EventReader.open(base, api.shop(), null)) {
        assertThat(reader.next().get("subject").textValue()).isEqualTo("HANG-UP");
      }
      await()
          .during(Duration.ofMillis(500))
          .atMost(Duration.ofSeconds(10))
          .untilAsserted(() -> assertThat(log.defects()).isEmpty());
    }
  }
}
