package io.holdfast.platform.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.holdfast.Api;
import io.holdfast.platform.access.Token;
import io.holdfast.platform.access.WithTokens;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a caller can have by sending little, slowly, or too much of what comes before a body. */
@QuarkusTest
@TestProfile(WithTokens.class)
class SlowCallersTest {

  private static final Duration LIMIT = WithTokens.REQUEST_TIMEOUT;

  /** On a busy machine. */
  private static final Duration LATEST = LIMIT.plusSeconds(20);

  private static final int PACE_MILLIS = 100;

  @TestHTTPResource URI base;

  private final Token admin = Token.of("slow", "admin").shop("slow-" + UUID.randomUUID());

  /** A connection that says something now and then. */
  private final class Trickle implements AutoCloseable {

    private final long start = System.nanoTime();
    private final Socket socket = new Socket(base.getHost(), base.getPort());
    private final StringBuilder answer = new StringBuilder();

    Trickle(String head) throws IOException {
      socket.setSoTimeout(PACE_MILLIS);
      socket.setTcpNoDelay(true);
      send(head);
    }

    void send(String text) throws IOException {
      socket.getOutputStream().write(text.replace("\n", "\r\n").getBytes(ISO_8859_1));
    }

    /** Listens for as long as it takes to send the next byte; false if the connection is over. */
    boolean listens() throws IOException {
      try {
        var next = socket.getInputStream().read();
        if (next >= 0) {
          answer.append((char) next);
        }
        return next >= 0;
      } catch (SocketTimeoutException nothing) {
        return true;
      }
    }

    /** Sends it again and again, byte by byte, until it is cut off. */
    Duration untilCutOff(String text) {
      try {
        for (var i = 0; listens(); i = text.isEmpty() ? 0 : (i + 1) % text.length()) {
          assertThat(sinceStart()).isLessThan(LATEST);
          if (!text.isEmpty()) {
            send(text.substring(i, i + 1));
          }
        }
      } catch (IOException reset) {
        // As good as an end.
      }
      return sinceStart();
    }

    Duration sinceStart() {
      return Duration.ofNanos(System.nanoTime() - start);
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ''                    | ''
          G                     | ''
          ''                    | GET /api/v1/items HTTP/1.1
          GET / HTTP/1.1~X: y~  | a: b~
          """)
  void whoDoesNotFinishTheHeadIsCutOff(String begin, String then) throws IOException {
    try (var slow = new Trickle(begin.replace('~', '\n'))) {
      assertThat(slow.untilCutOff(then.replace('~', '\n'))).isBetween(LIMIT, LATEST);
      assertThat(slow.answer).isEmpty();
    }
  }

  @Test
  void norMayItBeTheSecondHead() throws IOException {
    try (var slow = new Trickle("GET /api/v1/items HTTP/1.1\nHost: h\n\n")) {
      while (!slow.answer.toString().contains("/problems/unauthorized")) {
        assertThat(slow.listens()).isTrue();
      }
      var beforeTheNext = slow.sinceStart();
      slow.send("GET /a");
      assertThat(slow.untilCutOff("b")).isBetween(beforeTheNext.plus(LIMIT), LATEST);
    }
  }

  @Test
  void whoDoesNotFinishTheBodyIsCutOffAndNothingIsDone() throws IOException {
    var body = "{\"sku\":\"SLOW\",\"name\":\"Slow\"}";
    try (var slow = new Trickle(head("POST /api/v1/items", body.length() + 4_000))) {
      assertThat(slow.untilCutOff(" ")).isBetween(LIMIT, LATEST);
      assertThat(slow.answer).isEmpty();
    }
    Api.assertRefused(admin.request().get(Api.ITEMS + "/SLOW"), 404, "not-found");
  }

  @Test
  void aConnectionInUseIsKeptHoweverLongItTakes() throws IOException {
    try (var stream = new Trickle(head("GET /api/v1/events", 0));
        var idle = new Trickle(head("GET /api/v1/items", 0))) {
      while (stream.sinceStart().compareTo(LIMIT.multipliedBy(2)) < 0) {
        assertThat(stream.listens()).isTrue();
        assertThat(idle.listens()).isTrue();
      }
      assertThat(stream.answer.toString()).contains(" 200 ");
      assertThat(idle.answer.toString()).contains(" 200 ");
      idle.answer.setLength(0);
      idle.send(head("GET /api/v1/items/X", 0));
      while (!idle.answer.toString().contains("/problems/not-found")) {
        assertThat(idle.listens()).isTrue();
      }
    }
  }

  @Test
  void othersAreServedMeanwhile() throws IOException {
    List<Trickle> crowd = new ArrayList<>();
    try {
      for (var i = 0; i < 500; i++) {
        crowd.add(new Trickle("GET /api/v1/items HTTP/1.1\nX"));
      }
      for (var i = 0; i < 20; i++) {
        assertThat(admin.request().get(Api.ITEMS).statusCode()).isEqualTo(200);
      }
      for (var slow : crowd) {
        assertThat(slow.untilCutOff("")).isBetween(LIMIT, LATEST);
      }
    } finally {
      for (var slow : crowd) {
        slow.close();
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"line, 414", "header, 431", "headers, 431", "name, 431"})
  void tooMuchInFrontOfTheBodyIsRefused(String what, int status) {
    var much = "x".repeat(25_000);
    var path = "/api/v1/items" + (what.equals("line") ? "?q=" + much : "");
    var more =
        switch (what) {
          case "header" -> "X: " + much + "\n";
          case "headers" -> "X: y\n".repeat(5_000);
          case "name" -> much + ": y\n";
          default -> "";
        };
    var item = "{\"sku\":\"MUCH\",\"name\":\"Much\"}";
    var head = head("POST " + path, item.length()).replace("Host: h\n", "Host: h\n" + more);
    await()
        .atMost(LATEST)
        .untilAsserted(
            () -> assertThat(answer(head + item)).matches("(?s)HTTP/1\\.[01] " + status + " .*"));
    Api.assertRefused(admin.request().get(Api.ITEMS + "/MUCH"), 404, "not-found");
  }

  /** Empty where the connection was reset before it came: more was sent than is read. */
  private String answer(String request) throws IOException {
    try (var sender = new Trickle("")) {
      try {
        sender.send(request);
        while (sender.listens()) {
          assertThat(sender.sinceStart()).isLessThan(LATEST);
        }
      } catch (IOException reset) {
        // What has come before counts.
      }
      return sender.answer.toString();
    }
  }

  private String head(String line, int length) {
    return line
        + " HTTP/1.1\nHost: h\nAuthorization: Bearer "
        + admin.text()
        + (length == 0 ? "" : "\nContent-Type: application/json\nContent-Length: " + length)
        + "\n\n";
  }
}
