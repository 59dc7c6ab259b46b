package io.holdfast.drill;

import static java.time.Duration.ofSeconds;
import static java.util.concurrent.TimeUnit.SECONDS;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** What happens between the service and those who are sent its events. */
final class WebhookFaults {

  /** An instance that was killed, and the event that it had just delivered. */
  private record Dead(Instance instance, String event) {}

  private WebhookFaults() {}

  static List<Fault> all() {
    return List.of(
        Fault.of(
            "receiver-slow", "a webhook's receiver takes 2 s for each answer", WebhookFaults::slow),
        Fault.of(
            "receiver-refuses",
            "a webhook's receiver answers 500 for 3 s, and for ever to one event",
            WebhookFaults::refuse),
        Fault.of(
            "kill-9-publishing",
            "an instance is killed after an event was delivered and before that is on record",
            WebhookFaults::kill));
  }

  private static long slow(Round round) throws Exception {
    var receiver = Receiver.open(round);
    receiver.pause(ofSeconds(2));
    Round.lastFor(ofSeconds(5));
    receiver.pause(ofSeconds(0));
    return System.nanoTime();
  }

  private static long refuse(Round round) throws Exception {
    var receiver = Receiver.open(round);
    receiver.refuse(true);
    Round.lastFor(ofSeconds(3));
    receiver.refuse(false);
    receiver.poisonNext();
    return System.nanoTime();
  }

  /** It has to be the one that delivers: the other would put the answer on record. */
  private static long kill(Round round) throws Exception {
    var receiver = Receiver.open(round);
    var dead = new CompletableFuture<Dead>();
    receiver.atNext(
        delivery -> {
          try {
            var sender = sender(round.site(), delivery);
            sender.kill9();
            var event = delivery.getRequestHeaders().getFirst("webhook-id");
            dead.complete(new Dead(sender, event));
          } catch (IOException | RuntimeException failure) {
            dead.completeExceptionally(failure);
          }
        });
    var victim = dead.get(30, SECONDS);
    var killed = System.nanoTime();
    victim.instance().start();
    // What is on record is not.
    receiver.awaitAgain(victim.event());
    return killed;
  }

  /** The instance at the other end of a delivery's connection, by the system's tables. */
  private static Instance sender(Site site, HttpExchange delivery) throws IOException {
    var socket = "socket:[" + inode(delivery) + "]";
    for (var instance : site.instances()) {
      if (holds(instance, socket)) {
        return instance;
      }
    }
    throw new IllegalStateException("no instance holds the connection of a delivery");
  }

  private static String inode(HttpExchange delivery) throws IOException {
    var from = port(delivery.getRemoteAddress());
    var to = port(delivery.getLocalAddress());
    var lines = new ArrayList<String>();
    for (var table : List.of(Path.of("/proc/net/tcp"), Path.of("/proc/net/tcp6"))) {
      if (Files.exists(table)) {
        lines.addAll(Files.readAllLines(table));
      }
    }
    return lines.stream()
        .map(line -> line.strip().split("\\s+"))
        .filter(columns -> columns[1].endsWith(from) && columns[2].endsWith(to))
        .map(columns -> columns[9])
        .findAny()
        .orElseThrow();
  }

  private static String port(InetSocketAddress address) {
    return ":%04X".formatted(address.getPort());
  }

  private static boolean holds(Instance instance, String socket) throws IOException {
    try (var files = Files.list(Path.of("/proc", Long.toString(instance.pid()), "fd"))) {
      return files.anyMatch(file -> leadsTo(file, socket));
    }
  }

  private static boolean leadsTo(Path file, String socket) {
    try {
      return Files.readSymbolicLink(file).toString().equals(socket);
    } catch (IOException closedMeanwhile) {
      return false;
    }
  }
}
