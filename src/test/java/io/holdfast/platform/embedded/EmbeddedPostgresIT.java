package io.holdfast.platform.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.holdfast.ServiceProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The packaged service without a configured database, as somebody meets it who has just built it.
 */
class EmbeddedPostgresIT {

  private static final Pattern URL =
      Pattern.compile("jdbc:postgresql://127\\.0\\.0\\.1:\\d+/holdfast");
  private static final String NOBODY_THERE = "jdbc:postgresql://127.0.0.1:1/nowhere";

  /** One that runs, for those who only look at it; its path needs quoting. */
  private static ServiceProcess running;

  private static Path runningData;

  @TempDir Path directory;

  @BeforeAll
  static void start(@TempDir Path home) {
    runningData = home.resolve("a b/it's here");
    running = ServiceProcess.in(home).withDataDirectory(runningData).startReady();
  }

  @AfterAll
  static void stop() {
    if (running != null) {
      running.close();
    }
  }

  @Test
  void aFirstStartServesAndSaysWhereItsDataLies() {
    assertThat(running.output())
        .contains("First start in " + runningData)
        .containsOnlyOnce("Running on the embedded PostgreSQL 18 at " + url(running))
        .contains("The data lies in " + runningData)
        .contains("For production, set quarkus.datasource.jdbc.url")
        .doesNotContain("ERROR", "Exception", "Delayed");
  }

  @Test
  void whatIsCommittedIsOnDisk() throws SQLException {
    assertThat(show(running, "fsync")).isEqualTo("on");
    assertThat(show(running, "synchronous_commit")).isEqualTo("on");
    assertThat(show(running, "full_page_writes")).isEqualTo("on");
  }

  @Test
  void onlyThisMachineAndOnlyWithThePasswordReachesTheServer() throws Exception {
    assertThat(show(running, "listen_addresses")).isEqualTo("127.0.0.1");
    assertThat(show(running, "unix_socket_directories")).isEmpty();
    assertThat(Files.getPosixFilePermissions(runningData.resolve("password")))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
  }

  @Test
  void aSecondServiceOnTheSameDirectoryIsTurnedAwayAndTheFirstGoesOn() throws SQLException {
    ServiceProcess second = ServiceProcess.in(directory).withDataDirectory(runningData).start();
    assertThat(second.awaitExit()).isEqualTo(1);
    assertThat(second.output())
        .startsWith("Holdfast cannot start: another Holdfast (process " + running.pid() + ")")
        .contains(
            runningData.toString(), "holdfast.embedded.data-dir", "quarkus.datasource.jdbc.url")
        .doesNotContain("\tat ")
        .hasLineCount(1);
    assertThat(running.isAlive()).isTrue();
    assertThat(query(running, "SELECT 1")).isEqualTo("1");
  }

  @Test
  void dataSurvivesARestartEvenBesidePidFilesThatNoServerStandsFor() throws Exception {
    try (ServiceProcess service = embedded().startReady()) {
      update(service, "CREATE TABLE keepsake (what text)");
      update(service, "INSERT INTO keepsake VALUES ('restart')");
      assertThat(service.terminate()).isEqualTo(143);
      assertThat(pidFile()).as("the server ends with the service").doesNotExist();
      assertThat(service.output()).doesNotContain("ERROR", "Exception");
    }
    // The shell starts a process and becomes one that never asks for its end: a zombie, as
    // containers have them.
    Process neglectful = new ProcessBuilder("sh", "-c", "true & exec sleep 600").start();
    try {
      await().until(() -> neglectful.children().anyMatch(child -> !runs(child.pid())));
      leavePidFile(neglectful.children().findFirst().orElseThrow().pid());
      try (ServiceProcess service = ServiceProcess.in(directory).startReady()) {
        assertThat(query(service, "SELECT what FROM keepsake")).isEqualTo("restart");
        assertThat(service.output()).doesNotContain("First start", "earlier run");
        service.terminate();
      }
    } finally {
      neglectful.destroyForcibly();
    }
    Process stranger = new ProcessBuilder("sleep", "600").start();
    try {
      leavePidFile(stranger.pid());
      ServiceProcess.in(directory).startReady().close();
      assertThat(stranger.isAlive()).as("the stranger is left alone").isTrue();
    } finally {
      stranger.destroyForcibly();
    }
  }

  @Test
  void dataSurvivesAKillAndTheOrphanedServerIsReplaced() throws Exception {
    long orphan;
    try (ServiceProcess service = embedded().startReady()) {
      update(service, "CREATE TABLE keepsake (what text)");
      update(service, "INSERT INTO keepsake VALUES ('kill')");
      orphan = postmaster();
      process("kill", "-9", Long.toString(service.pid()));
      service.awaitExit();
      assertThat(runs(orphan)).as("the server outlives the JVM").isTrue();
      try (ServiceProcess next = ServiceProcess.in(directory).startReady()) {
        assertThat(next.output()).contains("Stopping the PostgreSQL of an earlier run");
        assertThat(runs(orphan)).isFalse();
        assertThat(postmaster()).isNotEqualTo(orphan);
        assertThat(query(next, "SELECT what FROM keepsake")).isEqualTo("kill");
      }
    }
  }

  @Test
  void aKillDuringTheFirstStartLeavesNothingThatStopsTheNext() throws Exception {
    try (ServiceProcess service = embedded().start()) {
      await().atMost(Duration.ofMinutes(1)).until(() -> !unfinished().isEmpty());
      service.kill9();
      assertThat(data().resolve("postgres-18")).doesNotExist();
      ServiceProcess.in(directory).startReady().close();
      assertThat(unfinished()).isEmpty();
    }
  }

  @Test
  void withAUrlInThePropertiesNothingEmbeddedStarts() {
    startsNothingEmbedded(
        ServiceProcess.in(directory).with("quarkus.datasource.jdbc.url", NOBODY_THERE));
  }

  @Test
  void withAUrlInTheEnvironmentNothingEmbeddedStarts() {
    startsNothingEmbedded(
        ServiceProcess.in(directory).withEnvironment("QUARKUS_DATASOURCE_JDBC_URL", NOBODY_THERE));
  }

  @Test
  void withAUrlForTheProfileInAFileBesideTheServiceNothingEmbeddedStarts() throws IOException {
    Files.createDirectory(directory.resolve("config"));
    Files.writeString(
        directory.resolve("config/application.properties"),
        "%prod.quarkus.datasource.jdbc.url=" + NOBODY_THERE);
    startsNothingEmbedded(ServiceProcess.in(directory));
  }

  @Test
  void aDirectoryThatCannotBeWrittenIsNamed() throws IOException {
    Path file = Files.createFile(directory.resolve("file"));
    ServiceProcess service =
        ServiceProcess.in(directory).withDataDirectory(file.resolve("data")).start();
    assertThat(service.awaitExit()).isEqualTo(1);
    assertThat(service.output())
        .startsWith("Holdfast cannot start: the data directory " + file.resolve("data"))
        .contains("holdfast.embedded.data-dir", "quarkus.datasource.jdbc.url")
        .hasLineCount(1);
  }

  /** On a directory of its own, with the programs there already: to unpack them takes seconds. */
  private ServiceProcess.Launch embedded() throws IOException, InterruptedException {
    Files.createDirectories(data());
    process("cp", "-a", runningData.resolve("programs").toString(), data().toString());
    return ServiceProcess.in(directory);
  }

  private void startsNothingEmbedded(ServiceProcess.Launch launch) {
    launch.withJvmArgument("-Xlog:class+load").with("quarkus.flyway.connect-retries", "0");
    try (ServiceProcess service = launch.start()) {
      assertThat(service.awaitExit()).as("there is no such database").isEqualTo(1);
      assertThat(service.output())
          .contains("127.0.0.1:1 refused", "io.holdfast.Holdfast ")
          .doesNotContain("io.holdfast.platform.embedded");
      assertThat(data()).doesNotExist();
    }
  }

  private Path data() {
    return directory.resolve("data");
  }

  private Path pidFile() {
    return data().resolve("postgres-18/postmaster.pid");
  }

  private void leavePidFile(long pid) throws IOException {
    Files.writeString(
        pidFile(), String.join("\n", List.of("" + pid, data().toString(), "1", "1", "", "", "")));
  }

  private long postmaster() throws IOException {
    return Long.parseLong(Files.readAllLines(pidFile(), UTF_8).get(0).strip());
  }

  /** A zombie does not count. */
  private static boolean runs(long pid) {
    return ProcessHandle.of(pid).flatMap(process -> process.info().command()).isPresent();
  }

  private List<Path> unfinished() throws IOException {
    if (!Files.isDirectory(data())) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(data())) {
      return files.filter(file -> file.getFileName().toString().contains(".new-")).toList();
    }
  }

  private static String url(ServiceProcess service) {
    Matcher url = URL.matcher(service.output());
    assertThat(url.find()).as("the log names the URL").isTrue();
    return url.group();
  }

  private Connection connect(ServiceProcess service) throws SQLException {
    try {
      Path home = service == running ? runningData : data();
      String password = Files.readString(home.resolve("password"), UTF_8).strip();
      return DriverManager.getConnection(url(service), "postgres", password);
    } catch (IOException e) {
      throw new SQLException(e);
    }
  }

  private void update(ServiceProcess service, String sql) throws SQLException {
    try (Connection connection = connect(service);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private String query(ServiceProcess service, String sql) throws SQLException {
    try (Connection connection = connect(service);
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      assertThat(result.next()).isTrue();
      return result.getString(1);
    }
  }

  private String show(ServiceProcess service, String setting) throws SQLException {
    return query(service, "SHOW " + setting);
  }

  private static void process(String... command) throws IOException, InterruptedException {
    assertThat(new ProcessBuilder(command).start().waitFor()).isZero();
  }
}
