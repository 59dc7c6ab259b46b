package io.holdfast.platform.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A running PostgreSQL server, known by the pid file in its cluster: ours, or one left behind by a JVM that
 * was killed.
 *
 * <p>Plain loops and JDK classes only: this runs at the very end of a JVM, when live reload may have closed
 * the class loader it came from.
 */
final class Postmaster {

  /** A fast shutdown writes a checkpoint first. */
  private static final Duration FAST_LIMIT = Duration.ofSeconds(30);

  /** An immediate one does not; the next start replays the log. */
  private static final Duration IMMEDIATE_LIMIT = Duration.ofSeconds(10);

  private final ProcessHandle process;

  private Postmaster(ProcessHandle process) {
    this.process = process;
  }

  static Path pidFile(Path cluster) {
    return cluster.resolve("postmaster.pid");
  }

  /** The server at work in this cluster, if there is one. */
  static Optional<Postmaster> runningIn(Path cluster) throws IOException {
    Optional<ProcessHandle> process = namedIn(cluster);
    if (process.isPresent() && serves(process.get(), cluster)) {
      return Optional.of(new Postmaster(process.get()));
    }
    return Optional.empty();
  }

  /**
   * Whether the pid file names a process that is there but is no server of this cluster: the pid came round
   * again, or the server was killed and nobody has collected it.
   */
  static boolean pidServesNothing(Path cluster) throws IOException {
    Optional<ProcessHandle> process = namedIn(cluster);
    return process.isPresent() && !serves(process.get(), cluster);
  }

  private static Optional<ProcessHandle> namedIn(Path cluster) throws IOException {
    List<String> lines;
    try {
      lines = Files.readAllLines(pidFile(cluster), UTF_8);
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
    if (lines.isEmpty() || !lines.get(0).strip().matches("[1-9][0-9]{0,9}")) {
      return Optional.empty();
    }
    return ProcessHandle.of(Long.parseLong(lines.get(0).strip()));
  }

  /** A zombie, which nobody may ever collect in a container, is still "alive" but has no command. */
  private static boolean alive(ProcessHandle process) {
    return process.isAlive() && process.info().command().isPresent();
  }

  private static boolean serves(ProcessHandle process, Path cluster) throws IOException {
    if (!alive(process) || !process.info().command().orElse("").endsWith("/postgres")) {
      return false;
    }
    // A server's working directory is its cluster, whatever the cluster has been renamed to since.
    Path workingDirectory = Path.of("/proc", Long.toString(process.pid()), "cwd");
    if (Files.exists(workingDirectory)) {
      return Files.isSameFile(workingDirectory, cluster);
    }
    String[] arguments = process.info().arguments().orElse(new String[0]);
    for (String argument : arguments) {
      if (argument.equals(cluster.toString())) {
        return true;
      }
    }
    return false;
  }

  long pid() {
    return process.pid();
  }

  /**
   * Stops the server: with a checkpoint, or without one if that takes too long.
   *
   * @return whether it has ended
   */
  boolean stop() throws IOException, InterruptedException {
    return signal("INT", FAST_LIMIT) || signal("QUIT", IMMEDIATE_LIMIT);
  }

  private boolean signal(String signal, Duration limit) throws IOException, InterruptedException {
    // The shell has its own kill, where a slim container has no such program.
    new ProcessBuilder("sh", "-c", "kill -s \"$0\" \"$1\"", signal, Long.toString(process.pid()))
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start()
        .waitFor();
    long start = System.nanoTime();
    while (alive(process)) {
      if (System.nanoTime() - start > limit.toNanos()) {
        return false;
      }
      Thread.sleep(20);
    }
    return true;
  }
}
