package io.holdfast.platform.database;

import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Asks the database how it is, and who is connected to it. Thread-safe. */
@ApplicationScoped
public class DatabaseStatus {

  /**
   * What it answered.
   *
   * @param version of PostgreSQL
   * @param roundTrip of one statement
   * @param name of the database
   * @param clients by address
   */
  public record Answer(String version, Duration roundTrip, String name, List<Client> clients) {}

  /**
   * Connections of services under this name from one address. A process shows only while it has
   * connections, and behind a pooler all of them have its address.
   *
   * @param address null for a socket of the database's own machine
   * @param since when the oldest of them was opened
   * @param isThis whether this process is among them
   */
  public record Client(@Nullable String address, int connections, Instant since, boolean isThis) {}

  /** Connections of this process: in use, idle, and callers that wait for one. */
  public record Pool(long active, long available, long awaiting) {}

  private static final String CLIENTS =
      """
      SELECT host(client_addr), count(*), min(backend_start),
        client_addr IS NOT DISTINCT FROM (
          SELECT client_addr FROM pg_stat_activity WHERE pid = pg_backend_pid())
      FROM pg_stat_activity
      WHERE datname = current_database() AND application_name = current_setting('application_name')
      GROUP BY client_addr ORDER BY client_addr""";

  private final Transactions transactions;
  private final MeterRegistry registry;

  DatabaseStatus(Transactions transactions, MeterRegistry registry) {
    this.transactions = transactions;
    this.registry = registry;
  }

  /**
   * Asks now.
   *
   * @throws RuntimeException it cannot be reached
   */
  public Answer ask() {
    return transactions.read(
        connection -> {
          var start = System.nanoTime();
          try (var select = connection.prepareStatement("SELECT current_database()");
              var row = select.executeQuery()) {
            row.next();
            var roundTrip = Duration.ofNanos(System.nanoTime() - start);
            var version = connection.getMetaData().getDatabaseProductVersion();
            return new Answer(version, roundTrip, row.getString(1), clients(connection));
          }
        });
  }

  private static List<Client> clients(Connection connection) throws SQLException {
    try (var select = connection.prepareStatement(CLIENTS);
        var row = select.executeQuery()) {
      var clients = new ArrayList<Client>();
      while (row.next()) {
        clients.add(
            new Client(
                row.getString(1),
                row.getInt(2),
                row.getObject(3, OffsetDateTime.class).toInstant(),
                row.getBoolean(4)));
      }
      return List.copyOf(clients);
    }
  }

  /** Known without the database. */
  public Pool pool() {
    return new Pool(
        gauge("agroal.active.count"),
        gauge("agroal.available.count"),
        gauge("agroal.awaiting.count"));
  }

  private long gauge(String name) {
    return registry.find(name).gauges().stream().mapToLong(gauge -> (long) gauge.value()).sum();
  }
}
