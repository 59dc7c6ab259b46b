package io.holdfast.platform.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.holdfast.platform.startup.CannotStartException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;

/**
 * The database cluster in {@code postgres-18} of the data directory: made once, then started each time. Only
 * the holder of the directory's lock works with it.
 */
final class Cluster {

  /** The major version of the programs; a cluster works with programs of the same major version only. */
  static final int VERSION = 18;

  static final String SUPERUSER = "postgres";

  private static final Duration INITDB_LIMIT = Duration.ofMinutes(2);

  /** Long, because a server that was killed first replays what it had not written yet. */
  private static final Duration START_LIMIT = Duration.ofMinutes(5);

  private static final Duration DELETE_LIMIT = Duration.ofSeconds(5);
  private static final int PORT_ATTEMPTS = 3;
  private static final String SETTINGS_FILE = "holdfast.conf";

  private final DataDirectory directory;
  private final Path home;

  Cluster(DataDirectory directory) {
    this.directory = directory;
    this.home = directory.cluster();
  }

  boolean exists() {
    return Files.exists(home);
  }

  String password() throws IOException {
    return Files.readString(directory.password(), UTF_8).strip();
  }

  /** Stops the server that a killed JVM has left behind, and removes a pid file that means nobody. */
  void stopLeftover() throws IOException, InterruptedException {
    Optional<Postmaster> leftover = Postmaster.runningIn(home);
    if (leftover.isPresent()) {
      System.out.println(
          "Stopping the PostgreSQL of an earlier run, which ended without stopping it.");
      if (!leftover.get().stop()) {
        throw new CannotStartException(
            "the PostgreSQL of an earlier run (process "
                + leftover.get().pid()
                + ") is still at work in "
                + home
                + " and does not stop. Stop it by hand.");
      }
    } else if (Postmaster.pidServesNothing(home)) {
      // PostgreSQL sees only that the pid is taken and would refuse to start. A free one it handles itself, and
      // it looks by itself, at the shared memory, whether sessions of a killed server are still at work.
      Files.deleteIfExists(Postmaster.pidFile(home));
    }
  }

  /**
   * Makes the cluster unless there is one. It is made under another name and gets its own when complete, so
   * that a kill on the way leaves nothing that looks like a cluster. The name is new each time: an {@code
   * initdb} that outlived its JVM may still be writing under the old one.
   */
  void createIfAbsent(Programs programs) throws IOException, InterruptedException {
    String unfinished = home.getFileName() + ".new-";
    try (DirectoryStream<Path> leftovers =
        Files.newDirectoryStream(directory.root(), unfinished + "*")) {
      for (Path leftover : leftovers) {
        deleteFromUnderItsWriter(leftover);
      }
    }
    if (exists()) {
      return;
    }
    createPassword();
    Path made = home.resolveSibling(unfinished + random(8));
    int exit =
        programs.run(
            INITDB_LIMIT,
            "initdb",
            "--pgdata=" + made,
            "--username=" + SUPERUSER,
            "--auth=scram-sha-256",
            "--pwfile=" + directory.password(),
            "--encoding=UTF8",
            "--no-locale",
            "--locale-provider=builtin",
            "--builtin-locale=C.UTF-8");
    if (exit != 0) {
      throw failure("initdb", exit);
    }
    Files.writeString(
        made.resolve("postgresql.conf"),
        "\ninclude = '" + SETTINGS_FILE + "'\n",
        StandardOpenOption.APPEND,
        StandardOpenOption.SYNC);
    Files.move(made, home, StandardCopyOption.ATOMIC_MOVE);
    try (FileChannel parent = FileChannel.open(directory.root(), StandardOpenOption.READ)) {
      parent.force(true); // the new name must not be lost to a power cut that the data survives
    }
  }

  /**
   * An initdb that has outlived its JVM gives up soon, having lost its files. Whatever resists until then is
   * in nobody's way and goes with the next start.
   */
  private static void deleteFromUnderItsWriter(Path leftover) throws InterruptedException {
    long start = System.nanoTime();
    while (System.nanoTime() - start < DELETE_LIMIT.toNanos()) {
      try {
        DataDirectory.delete(leftover);
        return;
      } catch (IOException stillWrittenTo) {
        Thread.sleep(50);
      }
    }
  }

  /** Any user of the machine can reach the port, and a superuser can run programs: hence a password. */
  private void createPassword() throws IOException {
    if (Files.exists(directory.password())) {
      return;
    }
    Path file =
        Files.createTempFile(
            directory.root(),
            "password",
            ".new",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(file, random(16) + "\n", UTF_8);
    Files.move(file, directory.password(), StandardCopyOption.ATOMIC_MOVE);
  }

  private static String random(int bytes) {
    byte[] random = new byte[bytes];
    new SecureRandom().nextBytes(random);
    return HexFormat.of().formatHex(random);
  }

  /**
   * Starts the server and returns when it takes connections.
   *
   * @return its port
   */
  int start(Programs programs) throws IOException, InterruptedException {
    int exit = 0;
    // The free port may be taken by somebody else before the server has it.
    for (int attempt = 0; attempt < PORT_ATTEMPTS; attempt++) {
      int port = freePort();
      Files.writeString(home.resolve(SETTINGS_FILE), settings(port), UTF_8);
      exit =
          programs.run(
              START_LIMIT.plusSeconds(10),
              "pg_ctl",
              "start",
              "--wait",
              "--timeout=" + START_LIMIT.toSeconds(),
              "--pgdata=" + home);
      if (exit == 0 && Postmaster.runningIn(home).isPresent()) {
        return port;
      }
      if (!directory.logTail().contains("could not bind")) {
        break;
      }
    }
    throw failure("pg_ctl start", exit);
  }

  private static int freePort() throws IOException {
    InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
    try (ServerSocket socket = new ServerSocket(0, 1, loopback)) {
      return socket.getLocalPort();
    }
  }

  /**
   * Nothing acknowledged is ever lost; the defaults are repeated so that nobody has to trust them. Errors go
   * to the client that caused them and not to the log, which has no bound while the server runs.
   */
  private static String settings(int port) {
    return """
        # Written by Holdfast at each start. Change settings with ALTER SYSTEM.
        listen_addresses = '127.0.0.1'
        port = %d
        unix_socket_directories = ''
        max_connections = 100
        fsync = on
        synchronous_commit = on
        full_page_writes = on
        timezone = 'UTC'
        log_timezone = 'UTC'
        log_line_prefix = '%%m [%%p] '
        log_min_messages = log
        log_checkpoints = off
        """
        .formatted(port);
  }

  private CannotStartException failure(String program, int exit) throws IOException {
    return new CannotStartException(
        "the embedded PostgreSQL did not start ("
            + program
            + (exit < 0 ? " took too long" : " ended with " + exit)
            + "). The end of "
            + directory.log()
            + ":\n  "
            + directory.logTail());
  }
}
