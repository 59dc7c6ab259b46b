package io.holdfast;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import redis.embedded.RedisServer;

/** A real Redis for tests, which can be killed, restarted, paused and flushed. */
public final class TestRedis implements QuarkusTestResourceLifecycleManager, AutoCloseable {

  private final int port;
  private @Nullable RedisServer server;
  private long pid;

  public TestRedis() {
    try (var free = new ServerSocket(0)) {
      port = free.getLocalPort();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** The value of {@code quarkus.redis.hosts}. */
  public String hosts() {
    return "redis://127.0.0.1:" + port;
  }

  @Override
  public Map<String, String> start() {
    try {
      server =
          RedisServer.newRedisServer()
              .port(port)
              .bind("127.0.0.1")
              .setting("save \"\"")
              .setting("daemonize no")
              .build();
      server.start();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
    pid =
        exchange(port, "INFO server").stream()
            .filter(line -> line.startsWith("process_id:"))
            .mapToLong(line -> Long.parseLong(line.substring(line.indexOf(':') + 1)))
            .findAny()
            .orElseThrow();
    return Map.of("quarkus.redis.hosts", hosts(), "test.redis.port", Integer.toString(port));
  }

  /** Like a crash of its machine: nothing it held is there afterwards. */
  public void kill() {
    signal("KILL");
    await().until(() -> ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isEmpty());
  }

  /** It keeps its connections and answers nothing. */
  public void pause() {
    signal("STOP");
  }

  public void resume() {
    signal("CONT");
  }

  /** All locks are gone. */
  public void flush() {
    command(port, "FLUSHALL");
  }

  /** One line of the answer to a command in Redis' inline form; null for a nil. */
  public static @Nullable String command(int port, String command) {
    var answer = exchange(port, command);
    var first = answer.get(0);
    if (first.equals("$-1")) {
      return null;
    }
    return first.startsWith("$") ? answer.get(1) : first.substring(1);
  }

  /** The lines of the answer to a command, in Redis' own form. */
  public static List<String> exchange(int port, String command) {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(5_000);
      socket.getOutputStream().write((command + "\r\nQUIT\r\n").getBytes(UTF_8));
      return new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8))
          .lines()
          .toList();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private void signal(String name) {
    try {
      new ProcessBuilder("kill", "-" + name, Long.toString(pid)).start().waitFor();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void stop() {
    if (server == null) {
      return;
    }
    resume();
    try {
      server.stop();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  @Override
  public void close() {
    stop();
  }
}
