package io.holdfast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What stops the packaged service from starting, and what it says then. */
class StartUpIT {

  @TempDir Path directory;

  @Test
  void withoutAProviderOfTokensItSaysWhatToSet() {
    try (var service =
        ServiceProcess.in(directory).onTestDatabase().with("holdfast.auth", "oidc").start()) {
      assertThat(service.awaitExit()).isEqualTo(1);
      assertThat(service.output()).contains("quarkus.oidc.auth-server-url");
      if (!ServiceProcess.isNative()) {
        assertThat(service.output())
            .startsWith("Holdfast cannot start: callers have to show a token")
            .contains("holdfast.auth=none", "HOLDFAST_AUTH=none")
            .hasLineCount(1);
      }
    }
  }

  @Test
  void aDatabaseThatIsSlowToAnswerIsWaitedFor() throws Exception {
    var data = directory.resolve("database");
    try (var database = EmbeddedPostgres.builder().setDataDirectory(data).start()) {
      var postmaster = Files.readAllLines(data.resolve("postmaster.pid")).get(0).strip();
      signal("STOP", postmaster);
      try (var service =
          ServiceProcess.in(directory)
              .with("quarkus.datasource.jdbc.url", database.getJdbcUrl("postgres", "postgres"))
              .with("quarkus.datasource.username", "postgres")
              .start()) {
        await()
            .atMost(Duration.ofMinutes(1))
            .failFast("the start was given up", () -> !service.isAlive())
            .until(() -> service.output().contains("Retrying in"));
        signal("CONT", postmaster);
        service.awaitReady();
      } finally {
        signal("CONT", postmaster);
      }
    }
  }

  private static void signal(String name, String process) throws Exception {
    assertThat(new ProcessBuilder("kill", "-" + name, process).start().waitFor()).isZero();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          holdfast.reservation.strategy | naive | holdfast.reservation.strategy is 'naive'; it must be one of combining, conditional, optimistic, pessimistic, redis-lock
          holdfast.reservation.strategy | Optimistic | holdfast.reservation.strategy is 'Optimistic'; it must be one of
          holdfast.reservation.deadline | soon | holdfast.reservation.deadline with the config value "soon"
          holdfast.reservation.stategy | pessimistic | holdfast.reservation.stategy in SysPropConfigSource does not map to any root
          holdfast.reservations | 1 | holdfast.reservations in SysPropConfigSource does not map to any root
          holdfast.auth | open | holdfast.auth
          quarkus.datasource.jdbc.url | jdbc:postgresql://127.0.0.1:1/holdfast | Connection to 127.0.0.1:1 refused
          """)
  void aWrongSettingStopsTheStartAndIsNamed(String key, String value, String message) {
    try (var service =
        ServiceProcess.in(directory)
            .onTestDatabase()
            .with("quarkus.flyway.connect-retries", "0")
            .with(key, value)
            .start()) {
      assertThat(service.awaitExit()).isEqualTo(1);
      assertThat(service.output()).contains(message);
      assertThat(service.output()).doesNotContain("Error occurred while executing task");
      assertThat(service.output().lines().count()).as(service.output()).isLessThan(80);
    }
  }
}
