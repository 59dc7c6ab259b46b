package io.holdfast.event;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.agroal.api.AgroalDataSource;
import io.agroal.api.configuration.supplier.AgroalDataSourceConfigurationSupplier;
import io.agroal.api.exceptionsorter.PostgreSQLExceptionSorter;
import io.agroal.api.security.NamePrincipal;
import io.holdfast.platform.database.OldPrimary;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/** What the relay leaves behind on a connection that is sound, but where its statements fail. */
@QuarkusTest
class RelayTest {

  @Inject DataSource dataSource;
  @Inject OldPrimary oldPrimary;
  @Inject Feeds feeds;
  @Inject EventConfig config;

  @Test
  void aConnectionOnWhichAStatementFailedIsGivenBackAsItWas() throws Exception {
    try (var pool = pool(true)) {
      var first = text(pool, "SELECT pg_backend_pid()");
      var relay = new Relay(pool, oldPrimary, feeds, config);
      relay.start(new StartupEvent());
      awaitRelay(pool);
      // While it is held here, the relay cannot take it again.
      try (var connection = pool.getConnection()) {
        assertThat(text(connection, "SELECT pg_backend_pid()")).isEqualTo(first);
        assertThat(text(connection, "SELECT count(*) FROM pg_listening_channels()")).isEqualTo("0");
        assertThat(text(connection, "SHOW enable_seqscan")).isEqualTo("on");
        assertThat(text(connection, "SHOW plan_cache_mode")).isEqualTo("auto");
      } finally {
        relay.stop(new ShutdownEvent());
      }
    }
  }

  @Test
  void oneThatCannotBeGivenBackSoIsGivenToNobody() throws Exception {
    // In the transaction that failed no further statement works.
    try (var pool = pool(false)) {
      var first = text(pool, "SELECT pg_backend_pid()");
      var relay = new Relay(pool, oldPrimary, feeds, config);
      relay.start(new StartupEvent());
      awaitRelay(pool);
      try {
        assertThat(text(pool, "SELECT pg_backend_pid()")).isNotEqualTo(first);
      } finally {
        relay.stop(new ShutdownEvent());
      }
    }
  }

  /** One connection to the service's database, on which the service's tables are not found. */
  private AgroalDataSource pool(boolean autoCommit) throws SQLException {
    String url;
    try (var connection = dataSource.getConnection()) {
      url = connection.getMetaData().getURL();
    }
    var configuration = new AgroalDataSourceConfigurationSupplier().metricsEnabled();
    configuration
        .connectionPoolConfiguration()
        .maxSize(1)
        .acquisitionTimeout(Duration.ofSeconds(30))
        .exceptionSorter(new PostgreSQLExceptionSorter())
        .connectionFactoryConfiguration()
        .jdbcUrl(url)
        .principal(new NamePrincipal("postgres"))
        .jdbcProperty("options", "-c search_path=nowhere")
        .autoCommit(autoCommit);
    return AgroalDataSource.from(configuration);
  }

  /** Until it has the connection, or has had it: the first one was taken here. */
  private static void awaitRelay(AgroalDataSource pool) {
    await().atMost(30, SECONDS).until(() -> pool.getMetrics().acquireCount() > 1);
  }

  private static String text(DataSource pool, String query) throws SQLException {
    try (var connection = pool.getConnection()) {
      return text(connection, query);
    }
  }

  private static String text(Connection connection, String query) throws SQLException {
    try (var statement = connection.createStatement();
        var row = statement.executeQuery(query)) {
      row.next();
      return row.getString(1);
    }
  }
}
