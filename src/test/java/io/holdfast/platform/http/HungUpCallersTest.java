package io.holdfast.platform.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import io.holdfast.Api;
import io.holdfast.LogWatch;
import io.holdfast.OtherSession;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import javax.sql.DataSource;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whoever hangs up before the answer is there gets none, and that is no error of the service. */
@QuarkusTest
class HungUpCallersTest {

  private static final Api API = new Api("hung-up");
  private static final String BODY = "{\"delta\":1,\"reason\":\"received\"}";

  @TestHTTPResource("/")
  URI base;

  @Inject DataSource dataSource;

  /** With its body apart from its head, a request is read in another way. */
  @ParameterizedTest
  @CsvSource({"false, false", "false, true", "true, false", "true, true"})
  void anAnswerForNobodyIsNotLoggedAsADefect(boolean apart, boolean reset) throws Exception {
    var sku = "HUNG-UP-" + apart + "-" + reset;
    API.createItem(sku, 1);
    try (var log = new LogWatch();
        var other = new OtherSession(dataSource);
        var observer = new OtherSession(dataSource)) {
      // Once before, or the first call of all may take longer than the other one's deadline.
      API.item(sku);
      other.lockStockOf(sku);
      try (var caller = caller(sku, apart ? "Expect: 100-continue\r\n" : "", reset)) {
        if (apart) {
          assertThat(caller.getInputStream().readNBytes(12)).asString().endsWith(" 100");
        }
        caller.getOutputStream().write(BODY.getBytes(US_ASCII));
        await().until(() -> observer.waiting() > 0);
      }
      // Meanwhile the service learns of it.
      API.item(sku).then().body("onHand", equalTo(1));
      other.rollback();
      await().until(() -> API.item(sku).jsonPath().getInt("onHand") == 2);
      assertNoDefects(log);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void norIsHalfABody(boolean reset) throws Exception {
    var sku = "HALF-" + reset;
    API.createItem(sku, 1);
    try (var log = new LogWatch()) {
      try (var caller = caller(sku, "Expect: 100-continue\r\n", reset)) {
        assertThat(caller.getInputStream().readNBytes(12)).asString().endsWith(" 100");
        caller.getOutputStream().write(BODY.substring(1).getBytes(US_ASCII));
      }
      assertNoDefects(log);
    }
    API.item(sku).then().body("onHand", equalTo(1));
  }

  private Socket caller(String sku, String header, boolean reset) throws Exception {
    var socket = new Socket(base.getHost(), base.getPort());
    socket.setSoLinger(reset, 0);
    var head =
        """
        POST /api/v1/items/%s/adjustments HTTP/1.1
        Host: localhost
        Holdfast-Shop: %s
        Content-Type: application/json
        Content-Length: %d
        """
            .replace("\n", "\r\n")
            .formatted(sku, API.shop(), BODY.length());
    socket.getOutputStream().write((head + header + "\r\n").getBytes(US_ASCII));
    return socket;
  }

  private static void assertNoDefects(LogWatch log) {
    await()
        .during(Duration.ofMillis(500))
        .atMost(Duration.ofSeconds(10))
        .untilAsserted(() -> assertThat(log.defects()).isEmpty());
  }
}
