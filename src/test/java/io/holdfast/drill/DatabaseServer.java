package io.holdfast.drill;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * A PostgreSQL server of its own, as durable as a real one, that can be stopped in every way. The
 * service's role in it is none of a superuser. Not thread-safe.
 */
final class DatabaseServer implements AutoCloseable {

  static final String USER = "holdfast";

  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final PostgresPrograms programs;
  private final Path cluster;
  private final Path log;
  private final int port;

  private DatabaseServer(PostgresPrograms programs, Path cluster, int port) {
    this.programs = programs;
    this.cluster = cluster;
    // Not beside the cluster: where that is the disk may be full, and the log is to say so.
    var folder = Objects.requireNonNull(cluster.getParent());
    this.log = folder.resolveSibling(folder.getFileName() + "-" + cluster.getFileName() + ".log");
    this.port = port;
  }

  /**
   * Makes a cluster and starts it.
   *
   * @param arguments more ones for initdb
   */
  static DatabaseServer create(
      PostgresPrograms programs, Path cluster, Map<String, String> settings, String... arguments)
      throws Exception {
    var server = new DatabaseServer(programs, cluster, Ports.free());
    var all = new ArrayList<>(List.of("-D", cluster.toString(), "-U", "postgres", "-A", "trust"));
    all.addAll(List.of("-E", "UTF8", "--locale=C"));
    all.addAll(List.of(arguments));
    if (programs.run(server.log, LIMIT, "initdb", all.toArray(String[]::new)) != 0) {
      throw new IllegalStateException("initdb failed: " + Files.readString(server.log));
    }
    var lines = new StringBuilder(server.ownSettings());
    settings.forEach((key, value) -> lines.append("%s = '%s'\n".formatted(key, value)));
    Files.writeString(cluster.resolve("postgresql.auto.conf"), lines);
    server.start();
    server.run("CREATE ROLE " + USER + " LOGIN", "CREATE DATABASE holdfast OWNER " + USER);
    return server;
  }

  private String ownSettings() {
    return """
        listen_addresses = '127.0.0.1'
        port = %d
        unix_socket_directories = ''
        max_connections = 100
        fsync = on
        synchronous_commit = on
        full_page_writes = on
        log_line_prefix = '%%m [%%p] '
        """
        .formatted(port);
  }

  /**
   * A standby that follows this server and is named {@code standby}; from the moment it follows, no
   * commit is acknowledged that it does not have.
   */
  DatabaseServer startStandby(Path copy) throws Exception {
    var standby = new DatabaseServer(programs, copy, Ports.free());
    run("ALTER SYSTEM SET wal_keep_size = '1GB'", "SELECT pg_reload_conf()");
    try (var connection = connect("postgres", "postgres");
        var statement = connection.createStatement()) {
      statement.execute("SELECT pg_backup_start('standby', true)");
      copyTo(copy);
      try (var stop = statement.executeQuery("SELECT labelfile FROM pg_backup_stop(false)")) {
        stop.next();
        Files.writeString(copy.resolve("backup_label"), stop.getString(1));
      }
    }
    standby.becomeStandbyOf(this);
    standby.start();
    run("ALTER SYSTEM SET synchronous_standby_names = 'standby'", "SELECT pg_reload_conf()");
    Await.until(
        LIMIT,
        "the standby follows",
        () -> number("SELECT count(*) FROM pg_stat_replication WHERE sync_state = 'sync'") == 1);
    return standby;
  }

  /** From its next start on it follows another server and answers only reads. */
  void becomeStandbyOf(DatabaseServer primary) throws IOException {
    Files.writeString(cluster.resolve("standby.signal"), "");
    var lines = new StringBuilder(ownSettings());
    lines.append("wal_keep_size = '1GB'\n");
    lines.append(
        "primary_conninfo = 'host=127.0.0.1 port=%d user=postgres application_name=standby'\n"
            .formatted(primary.port));
    Files.writeString(cluster.resolve("postgresql.auto.conf"), lines);
  }

  private void copyTo(Path copy) throws IOException {
    Files.walkFileTree(
        cluster,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes)
              throws IOException {
            var made = copy.resolve(cluster.relativize(directory));
            Files.createDirectories(made);
            Files.setPosixFilePermissions(made, Files.getPosixFilePermissions(directory));
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            if (!file.getFileName().toString().startsWith("postmaster.")) {
              try {
                Files.copy(
                    file,
                    copy.resolve(cluster.relativize(file)),
                    StandardCopyOption.COPY_ATTRIBUTES,
                    StandardCopyOption.REPLACE_EXISTING);
              } catch (NoSuchFileException removedMeanwhile) {
                // The log, which the standby reads, tells that too.
              }
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException failure) {
            return FileVisitResult.CONTINUE;
          }
        });
  }

  void start() throws IOException {
    var exit =
        programs.run(
            log, LIMIT, "pg_ctl", "start", "-w", "-t", "50", "-D", cluster + "", "-l", log + "");
    if (exit != 0) {
      throw new IllegalStateException("PostgreSQL does not start; see " + log);
    }
  }

  /** Sessions are cut off and nothing is written any more; the next start replays the log. */
  void stopImmediately() throws IOException {
    stop("immediate");
  }

  private void stop(String mode) throws IOException {
    programs.run(log, LIMIT, "pg_ctl", "stop", "-w", "-m", mode, "-D", cluster.toString());
  }

  /** It keeps its connections and answers nothing; so do all its sessions. */
  void pause() throws IOException {
    Signals.send("STOP", processes());
  }

  void resume() throws IOException {
    Signals.send("CONT", processes());
  }

  private List<Long> processes() throws IOException {
    var lines = Files.readAllLines(cluster.resolve("postmaster.pid"));
    var postmaster = ProcessHandle.of(Long.parseLong(lines.get(0).strip())).orElseThrow();
    return Stream.concat(Stream.of(postmaster), postmaster.descendants())
        .map(ProcessHandle::pid)
        .toList();
  }

  boolean isRunning() {
    return Files.exists(cluster.resolve("postmaster.pid"));
  }

  boolean answers() {
    try {
      return number("SELECT 1") == 1;
    } catch (SQLException down) {
      return false;
    }
  }

  int port() {
    return port;
  }

  /** On this server itself, as its superuser, in the service's database. */
  Connection connect() throws SQLException {
    return connect("holdfast", "postgres");
  }

  Connection connect(String database, String user) throws SQLException {
    return DriverManager.getConnection(
        "jdbc:postgresql://127.0.0.1:%d/%s?sslmode=disable&socketTimeout=60"
            .formatted(port, database),
        user,
        null);
  }

  /** Each statement by itself. */
  void run(String... statements) throws SQLException {
    try (var connection = connect("postgres", "postgres");
        var statement = connection.createStatement()) {
      for (var sql : statements) {
        statement.execute(sql);
      }
    }
  }

  /** One number out of the service's database. */
  long number(String query) throws SQLException {
    try (var connection = connect();
        var statement = connection.createStatement();
        var row = statement.executeQuery(query)) {
      row.next();
      return row.getLong(1);
    }
  }

  /** How many bytes it has logged. */
  long logged() throws IOException {
    return Files.size(log);
  }

  /** Whether a line that it has logged after so many bytes contains all of these words. */
  boolean hasLogged(long after, String... words) throws IOException {
    var bytes = Files.readAllBytes(log);
    return new String(bytes, (int) after, bytes.length - (int) after, UTF_8)
        .lines()
        .anyMatch(line -> Stream.of(words).allMatch(line::contains));
  }

  @Override
  public void close() throws IOException {
    if (isRunning()) {
      resume();
      stop("immediate");
    }
  }
}
