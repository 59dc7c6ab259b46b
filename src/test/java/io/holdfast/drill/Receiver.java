package io.holdfast.drill;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Somebody who is sent all events of a shop, and is not always well. Thread-safe. */
final class Receiver {

  private static final Duration LIMIT = Duration.ofSeconds(90);

  /** A receiver refuses what is older, or younger, by more than this. */
  private static final long TOLERANCE_SECONDS = 300;

  private final HttpServer server;
  private final Set<String> accepted = ConcurrentHashMap.newKeySet();
  private final Set<String> repeated = ConcurrentHashMap.newKeySet();
  private final Queue<Long> timesOff = new ConcurrentLinkedQueue<>();
  private final AtomicReference<@Nullable Consumer<HttpExchange>> atNext = new AtomicReference<>();
  private volatile Duration pause = Duration.ZERO;
  private volatile boolean refusing;
  private volatile boolean poisoning;
  private volatile @Nullable String poisoned;

  private Receiver() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 100);
    server.setExecutor(
        Executors.newCachedThreadPool(
            work -> {
              var thread = new Thread(work, "receiver");
              thread.setDaemon(true);
              return thread;
            }));
    server.createContext("/", this::receive);
    server.start();
  }

  /** One for these clients' shop. */
  static Receiver open(Clients clients) throws IOException {
    var receiver = new Receiver();
    var url = "http://127.0.0.1:" + receiver.server.getAddress().getPort() + "/";
    var made = clients.write("/api/v1/webhooks", "{\"url\":\"" + url + "\"}");
    if (made.status() != 201) {
      throw new IllegalStateException(made.body());
    }
    return receiver;
  }

  /** One for a round; when its load is over every event must have come. */
  static Receiver open(Round round) throws IOException {
    var receiver = open(round.clients());
    Await.until(LIMIT, "the first event is sent", () -> !receiver.accepted.isEmpty());
    round.afterwards(events -> receiver.check(events, round.findings()));
    return receiver;
  }

  private void receive(HttpExchange exchange) throws IOException {
    try (exchange) {
      var event = Orders.json(new String(exchange.getRequestBody().readAllBytes(), UTF_8));
      var id = event.get("id").textValue();
      var sent = Long.parseLong(exchange.getRequestHeaders().getFirst("webhook-timestamp"));
      var off = sent - Instant.now().getEpochSecond();
      if (Math.abs(off) > TOLERANCE_SECONDS) {
        timesOff.add(off);
      }
      var action = atNext.getAndSet(null);
      if (action != null) {
        action.accept(exchange);
      }
      Round.lastFor(pause);
      if (poisoning) {
        poisoning = false;
        poisoned = event.get("subject").textValue();
      }
      if (refusing || event.get("subject").textValue().equals(poisoned)) {
        exchange.sendResponseHeaders(500, -1);
        return;
      }
      if (!accepted.add(id)) {
        repeated.add(id);
      }
      exchange.sendResponseHeaders(204, -1);
    }
  }

  /** Every answer takes so long. */
  void pause(Duration time) {
    pause = time;
  }

  void refuse(boolean all) {
    refusing = all;
  }

  /** The next event, and all of its subject, are refused for ever. */
  void poisonNext() {
    poisoning = true;
  }

  /** Runs when the next event comes, before it is answered. */
  void atNext(Consumer<HttpExchange> action) {
    atNext.set(action);
  }

  /** Waits until an event that was accepted comes once more. */
  void awaitAgain(String id) {
    Await.until(LIMIT, "an event is sent again", () -> repeated.contains(id));
  }

  /**
   * From the first one that came on, none is missing; the poisoned subject aside. All of them in
   * time.
   */
  void check(List<JsonNode> events, Findings findings) {
    var wanted =
        events.stream()
            .dropWhile(event -> !accepted.contains(event.get("id").textValue()))
            .filter(event -> !event.get("subject").textValue().equals(poisoned))
            .map(event -> event.get("id").textValue())
            .toList();
    try {
      Await.until(LIMIT, "all events are delivered", () -> accepted.containsAll(wanted));
    } catch (org.awaitility.core.ConditionTimeoutException missing) {
      findings.add(
          "I6 webhook",
          wanted.stream().filter(id -> !accepted.contains(id)).count()
              + " of %d events never came".formatted(wanted.size()));
    }
    timesOff.forEach(off -> findings.add("time of a webhook", off + " s off"));
    server.stop(0);
  }
}
