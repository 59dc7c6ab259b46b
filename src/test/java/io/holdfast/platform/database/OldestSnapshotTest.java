package io.holdfast.platform.database;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.holdfast.EveryStrategy;
import io.holdfast.Scrape;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(EveryStrategy.class)
class OldestSnapshotTest {

  @Inject OldestSnapshot oldest;
  @Inject DataSource dataSource;

  @Test
  void theAgeIsThatOfATransactionThatHoldsASnapshot() throws Exception {
    try (var old = connect("postgres")) {
      old.setAutoCommit(false);
      old.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      execute(old, "SELECT count(*) FROM item");
      await()
          .atMost(5, SECONDS)
          .untilAsserted(
              () -> {
                oldest.sample();
                assertThat(Scrape.now().value("holdfast_oldest_snapshot_seconds"))
                    .isBetween(1.0, 20.0);
              });
      old.rollback();
    }
    oldest.sample();
    assertThat(Scrape.now().value("holdfast_oldest_snapshot_seconds")).isLessThan(1);
  }

  @Test
  void anOrdinaryRoleSeesItsOwnTransactions() throws Exception {
    try (var admin = dataSource.getConnection()) {
      execute(admin, "CREATE ROLE ordinary LOGIN");
    }
    try (var old = connect("ordinary");
        var watch = connect("ordinary")) {
      old.setAutoCommit(false);
      old.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      execute(old, "SELECT 1");
      try (var age = watch.prepareStatement(OldestSnapshot.AGE);
          var row = age.executeQuery()) {
        row.next();
        assertThat(row.getDouble(1)).isPositive();
      }
    } finally {
      try (var admin = dataSource.getConnection()) {
        execute(admin, "DROP ROLE ordinary");
      }
    }
  }

  private static Connection connect(String role) throws SQLException {
    var url = ConfigProvider.getConfig().getValue("quarkus.datasource.jdbc.url", String.class);
    return DriverManager.getConnection(url, role, null);
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
