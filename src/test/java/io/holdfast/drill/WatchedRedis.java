package io.holdfast.drill;

import io.holdfast.TestRedis;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import redis.embedded.core.ExecutableProvider;

/**
 * Two servers of Redis, one a replica of the other, and three sentinels that promote it when two of
 * them miss the primary for a second. Not thread-safe.
 */
final class WatchedRedis implements AutoCloseable {

  private static final String NAME = "locks";
  private static final Duration LIMIT = Duration.ofSeconds(60);

  /** A program of Redis on a port that it keeps. */
  private static final class Program {

    private final int port = Ports.free();
    private @Nullable Process process;

    void start(Path directory, List<String> command) throws IOException {
      process =
          new ProcessBuilder(command)
              .directory(directory.toFile())
              .redirectErrorStream(true)
              .redirectOutput(
                  ProcessBuilder.Redirect.appendTo(
                      directory.resolve("redis-" + port + ".log").toFile()))
              .start();
    }

    void kill() {
      if (process != null) {
        Command.await(process.destroyForcibly(), LIMIT);
      }
    }

    /** What comes after a word of an answer that is a list of names and values. */
    String value(String command, String name) {
      var lines = TestRedis.exchange(port, command);
      var at = lines.indexOf(name);
      return at < 0 || at + 2 >= lines.size() ? "" : lines.get(at + 2);
    }

    List<String> lines(String command) {
      return TestRedis.exchange(port, command);
    }
  }

  private final Path directory;
  private final String executable;
  private final List<Program> servers = List.of(new Program(), new Program());
  private final List<Program> sentinels = List.of(new Program(), new Program(), new Program());

  WatchedRedis(Path directory) throws IOException {
    this.directory = Files.createDirectories(directory);
    executable = ExecutableProvider.newJarResourceProvider(directory.toFile()).get().toString();
  }

  /** Waits until the sentinels know the servers and each other. */
  void start() throws IOException {
    for (var server : servers) {
      start(server);
    }
    var first = servers.get(0);
    Await.until(
        LIMIT,
        "there is a replica",
        () -> servers.get(1).lines("REPLICAOF 127.0.0.1 " + first.port).get(0).startsWith("+OK"));
    for (var sentinel : sentinels) {
      var file = directory.resolve("sentinel-" + sentinel.port + ".conf");
      Files.writeString(
          file,
          """
          port %1$d
          bind 127.0.0.1
          sentinel monitor %2$s 127.0.0.1 %3$d 2
          sentinel down-after-milliseconds %2$s 1000
          sentinel failover-timeout %2$s 5000
          """
              .formatted(sentinel.port, NAME, first.port));
      sentinel.start(directory, List.of(executable, file.toString(), "--sentinel"));
    }
    awaitWhole();
  }

  private void start(Program server) throws IOException {
    var own = Files.createDirectories(directory.resolve("server-" + server.port));
    server.start(
        directory,
        List.of(
            executable,
            "--port",
            Integer.toString(server.port),
            "--bind",
            "127.0.0.1",
            "--save",
            "",
            "--dir",
            own.toString()));
  }

  /** What the service is to be told of it. */
  Map<String, String> settings() {
    return Map.of(
        "quarkus.redis.client-type",
        "sentinel",
        "quarkus.redis.master-name",
        NAME,
        "quarkus.redis.hosts",
        sentinels.stream()
            .map(sentinel -> "redis://127.0.0.1:" + sentinel.port)
            .collect(Collectors.joining(",")));
  }

  /** The port of the primary, which all sentinels agree on; 0 where they do not. */
  int primary() {
    var named =
        sentinels.stream()
            .map(sentinel -> sentinel.lines("SENTINEL get-master-addr-by-name " + NAME).get(4))
            .distinct()
            .toList();
    return named.size() == 1 ? Integer.parseInt(named.get(0)) : 0;
  }

  /** The names of the locks that are held there. */
  static List<String> locks(int port) {
    return TestRedis.exchange(port, "KEYS holdfast:lock:*").stream()
        .filter(line -> line.startsWith("holdfast:lock:"))
        .toList();
  }

  /** The server dies with what it holds. */
  void kill(int port) {
    server(port).kill();
  }

  /** It comes back, and takes itself for the primary until a sentinel tells it otherwise. */
  void restart(int port) throws IOException {
    start(server(port));
  }

  private Program server(int port) {
    return servers.stream().filter(one -> one.port == port).findAny().orElseThrow();
  }

  /** Waits until the next failover is possible: one primary, a replica in step, all seen by all. */
  void awaitWhole() {
    Await.until(LIMIT, "Redis is whole again, see " + directory, this::isWhole);
  }

  private boolean isWhole() {
    var primary = primary();
    var replica = servers.stream().filter(one -> one.port != primary).toList();
    return replica.size() == 1
        && replica
            .get(0)
            .lines("INFO replication")
            .containsAll(List.of("role:slave", "master_port:" + primary, "master_link_status:up"))
        && sentinels.stream()
            .allMatch(
                sentinel ->
                    sentinel.value("SENTINEL master " + NAME, "flags").equals("master")
                        && sentinel
                            .value("SENTINEL master " + NAME, "num-other-sentinels")
                            .equals("2")
                        && sentinel.value("SENTINEL replicas " + NAME, "flags").equals("slave"));
  }

  @Override
  public void close() {
    Stream.concat(sentinels.stream(), servers.stream()).forEach(Program::kill);
  }
}
