package io.holdfast;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import io.zonky.test.db.postgres.embedded.PgBinaryResolver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.jar.JarFile;

/**
 * A real PostgreSQL for tests: one server per major version and test run, durable like a real one,
 * with a new database for every application that starts. The init argument {@code version} is 15 or
 * 18, the default; {@code 18, explained} is a server that logs the plan of every statement as JSON.
 */
public class TestDatabase implements QuarkusTestResourceLifecycleManager {

  private static final Map<String, EmbeddedPostgres> SERVERS = new ConcurrentHashMap<>();
  private static final AtomicInteger DATABASES = new AtomicInteger();

  private static final Map<String, String> EXPLAINED =
      Map.of(
          "logging_collector", "on",
          "log_rotation_size", "0",
          "session_preload_libraries", "auto_explain",
          "auto_explain.log_min_duration", "0",
          "auto_explain.log_format", "json",
          "auto_explain.log_analyze", "on",
          "auto_explain.log_timing", "off",
          "autovacuum", "off");

  private String version = "18";

  @Override
  public void init(Map<String, String> arguments) {
    version = arguments.getOrDefault("version", version);
  }

  @Override
  public Map<String, String> start() {
    var server = SERVERS.computeIfAbsent(version, TestDatabase::startServer);
    var database = "test" + DATABASES.incrementAndGet();
    try (var connection = server.getPostgresDatabase().getConnection();
        var create = connection.createStatement()) {
      create.execute("CREATE DATABASE " + database);
    } catch (SQLException failure) {
      throw new IllegalStateException(failure);
    }
    return Map.of(
        "quarkus.datasource.jdbc.url",
        server.getJdbcUrl("postgres", database),
        "quarkus.datasource.username",
        "postgres");
  }

  @Override
  public void stop() {
    // The server serves the next application too; it ends with the test run.
  }

  private static EmbeddedPostgres startServer(String version) {
    try {
      var builder =
          EmbeddedPostgres.builder()
              .setServerConfig("fsync", "on")
              .setServerConfig("synchronous_commit", "on");
      if (version.equals("15")) {
        builder.setPgBinaryResolver(oldest());
      }
      if (version.endsWith("explained")) {
        EXPLAINED.forEach(builder::setServerConfig);
      }
      return builder.start();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** The build puts the oldest supported version there: two of them cannot be on one class path. */
  private static PgBinaryResolver oldest() {
    return (system, machine) -> {
      var jar = Path.of("target", "postgres-15", "postgres-15.jar").toAbsolutePath();
      try (var content = new JarFile(jar.toFile())) {
        var archive =
            content.stream()
                .filter(entry -> entry.getName().endsWith(".txz"))
                .findAny()
                .orElseThrow();
        return URI.create("jar:" + jar.toUri() + "!/" + archive.getName()).toURL().openStream();
      }
    };
  }
}
