package io.holdfast.order;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.holdfast.Buyers;
import io.holdfast.ExternalProgram;
import io.holdfast.ServiceProcess;
import io.holdfast.TestDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two instances on one database behind HAProxy, restarted one after another while buyers buy. */
class RollingRestartIT {

  private static final String ORDER = "{\"lines\":[{\"sku\":\"ROLL\",\"quantity\":1}]}";
  private static final int BUYERS = 4;
  private static final int RESTARTS = 2;

  // A request is sent again only where no connection came about: a repeated POST is the client's.
  private static final String PROXY =
      """
      defaults
        mode http
        timeout connect 1s
        timeout client 30s
        timeout server 30s
        timeout check 2s
        retries 3
        retry-on conn-failure
        option redispatch 1
      frontend shop
        bind 127.0.0.1:%d
        default_backend holdfast
      backend holdfast
        balance roundrobin
        option httpchk GET /q/health/ready
        default-server check inter 250ms fall 2 rise 1
        server s0 127.0.0.1:%d
        server s1 127.0.0.1:%d
      frontend watch
        bind 127.0.0.1:%d
        stats enable
        stats uri /stats
      """;

  private final Queue<String> failed = new ConcurrentLinkedQueue<>();
  private final AtomicInteger sold = new AtomicInteger();
  private final AtomicBoolean over = new AtomicBoolean();
  private final List<Integer> ports = freePorts(4);
  private final Map<String, String> database = new TestDatabase().start();

  @TempDir Path directory;

  @Test
  void noRequestFails() throws Exception {
    var haproxy = ExternalProgram.require("haproxy", "apt-get install haproxy");
    var configuration = directory.resolve("haproxy.cfg");
    Files.writeString(
        configuration, PROXY.formatted(ports.get(2), ports.get(0), ports.get(1), ports.get(3)));
    var services = new ServiceProcess[2];
    var proxy =
        new ProcessBuilder(haproxy.toString(), "-db", "-f", configuration.toString())
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("haproxy.log").toFile())
            .start();
    try {
      services[0] = start(0);
      services[1] = start(1);
      awaitUp(0);
      awaitUp(1);
      restartUnderLoad(services, new Buyers(local(ports.get(2))));
      assertThat(failed).isEmpty();
      theBooksAreRight(new Buyers(services[0].baseUri()));
    } finally {
      proxy.destroy();
      for (var service : services) {
        if (service != null) {
          service.close();
        }
      }
    }
  }

  private void restartUnderLoad(ServiceProcess[] services, Buyers buyers) throws Exception {
    assertThat(
            buyers
                .post("/api/v1/items", "{\"sku\":\"ROLL\",\"name\":\"R\",\"onHand\":1000000}")
                .statusCode())
        .isEqualTo(201);
    var tasks = new ArrayList<Callable<Void>>();
    for (var buyer = 0; buyer < BUYERS; buyer++) {
      tasks.add(() -> buyUntilOver(buyers));
    }
    tasks.add(
        () -> {
          try {
            for (var i = 0; i < RESTARTS; i++) {
              var soldBefore = sold.get();
              services[i % 2].terminate();
              services[i % 2] = start(i % 2);
              awaitUp(i % 2);
              assertThat(sold.get()).isGreaterThan(soldBefore);
            }
          } finally {
            over.set(true);
          }
          return null;
        });
    Buyers.atOnce(tasks.size(), tasks);
  }

  private Void buyUntilOver(Buyers buyers) throws Exception {
    while (!over.get()) {
      try {
        var answer = buyers.post("/api/v1/orders", ORDER);
        if (answer.statusCode() == 201) {
          sold.incrementAndGet();
        } else {
          failed.add(answer + answer.body());
        }
      } catch (IOException lost) {
        failed.add(lost.toString());
      }
    }
    return null;
  }

  private void theBooksAreRight(Buyers buyers) throws Exception {
    var json = new ObjectMapper();
    var item = json.readTree(buyers.get("/api/v1/items/ROLL").body());
    assertThat(item.get("reserved").intValue()).isEqualTo(sold.get());
    var books = json.readTree(buyers.post("/api/v1/invariants/check", "").body());
    assertThat(books.get("ok").booleanValue()).as(books.toPrettyString()).isTrue();
  }

  private ServiceProcess start(int instance) {
    var launch =
        ServiceProcess.in(directory)
            .with("quarkus.http.port", ports.get(instance).toString())
            .with("holdfast.reservation.strategy", "pessimistic")
            .with("quarkus.shutdown.delay", "3s");
    database.forEach(launch::with);
    return launch.startReady();
  }

  private void awaitUp(int instance) {
    var watch = new Buyers(local(ports.get(3)));
    await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () ->
                watch
                    .get("/stats;csv")
                    .body()
                    .lines()
                    .anyMatch(
                        line ->
                            line.startsWith("holdfast,s" + instance + ",")
                                && line.contains(",UP,")));
  }

  private static URI local(int port) {
    return URI.create("http://127.0.0.1:" + port);
  }

  private static List<Integer> freePorts(int count) {
    var sockets = new ArrayList<ServerSocket>();
    try {
      for (var i = 0; i < count; i++) {
        sockets.add(new ServerSocket(0));
      }
      var ports = sockets.stream().map(ServerSocket::getLocalPort).toList();
      for (var socket : sockets) {
        socket.close();
      }
      return ports;
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
