package io.holdfast.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.LogWatch;
import io.holdfast.event.Position;
import io.holdfast.event.RecordedEvent;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.Future;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A connection that breaks is a failed attempt, whatever had been sent of it, and no more. */
@QuarkusTest
class BrokenReceiversTest {

  /** Some of them break before their request is out. */
  private static final int ATTEMPTS = 500;

  private static final int AT_ONCE = 10;

  @Inject Receivers receivers;

  @Test
  void anAttemptThatBreaksIsNotLoggedAsADefect() throws Exception {
    try (var log = new LogWatch()) {
      var hangingUp = sendInVain();
      assertThat(hangingUp).failsWithin(10, TimeUnit.SECONDS);
      assertThat(log.defects()).isEmpty();
    }
  }

  private CompletableFuture<?> sendInVain() throws Exception {
    try (var receiver = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      var hangingUp = CompletableFuture.runAsync(() -> hangUp(receiver));
      var lease = lease("http://127.0.0.1:" + receiver.getLocalPort() + "/hook");
      for (var sent = 0; sent < ATTEMPTS; sent += AT_ONCE) {
        var attempts =
            IntStream.range(sent, sent + AT_ONCE)
                .mapToObj(number -> receivers.send(lease, delivery(number)))
                .toList();
        var ended = Future.join(attempts).toCompletionStage().toCompletableFuture();
        assertThat(ended).succeedsWithin(10, TimeUnit.SECONDS);
        assertThat(attempts)
            .allSatisfy(
                attempt -> assertThat(attempt.result().error()).isEqualTo("the connection broke"));
      }
      return hangingUp;
    }
  }

  /** Until it is closed. */
  private static void hangUp(ServerSocket receiver) {
    while (true) {
      try (var caller = receiver.accept()) {
        // A reset in place of an orderly end.
        caller.setSoLinger(true, 0);
      } catch (IOException closed) {
        throw new UncheckedIOException(closed);
      }
    }
  }

  private static Lease lease(String url) {
    return new Lease(
        "broken",
        UUID.randomUUID(),
        url,
        Secret.generate(),
        null,
        Instant.now(),
        System.nanoTime());
  }

  private static Delivery delivery(int number) {
    var position = new Position(number, 0);
    return new Delivery(position, 0, new RecordedEvent(position, "t", "s", "{}", Instant.now()));
  }
}
