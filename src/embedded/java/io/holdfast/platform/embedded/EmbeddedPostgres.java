package io.holdfast.platform.embedded;

import io.holdfast.platform.startup.CannotStartException;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.ServiceLoader;
import java.util.function.Function;
import org.jboss.logging.Logger;

/**
 * Starts the embedded PostgreSQL in a data directory and answers the Quarkus settings that lead to it: its
 * JDBC URL, user name and password. The server is durable, listens on the loopback address alone, on a free
 * port, and stops when the JVM ends, after Quarkus has. The service's database is called {@code holdfast} and
 * belongs to the superuser {@code postgres}.
 *
 * <p>Called once in the life of a JVM, before Quarkus starts. Every expected failure is a {@link
 * CannotStartException}.
 */
public final class EmbeddedPostgres implements Function<Path, Map<String, String>> {

  private static final Logger LOG = Logger.getLogger(EmbeddedPostgres.class);
  private static final String DATABASE = "holdfast";

  @Override
  public Map<String, String> apply(Path configured) {
    if (System.getProperty("os.name", "").toLowerCase(Locale.ROOT).contains("windows")) {
      throw new CannotStartException(
          "the embedded PostgreSQL does not run on Windows. Set quarkus.datasource.jdbc.url to a"
              + " PostgreSQL that is running, or start Holdfast in WSL.");
    }
    try {
      return start(configured);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CannotStartException("interrupted while the embedded PostgreSQL started.", e);
    } catch (IOException e) {
      throw new CannotStartException(
          "the embedded PostgreSQL did not start: " + DataDirectory.reason(e), e);
    } catch (SQLException e) {
      throw new CannotStartException(
          "the embedded PostgreSQL started but refused us: " + e.getMessage(), e);
    }
  }

  private static Map<String, String> start(Path configured)
      throws IOException, InterruptedException, SQLException {
    DataDirectory directory = DataDirectory.open(configured);
    StopAtExit.register(directory);
    Cluster cluster = new Cluster(directory);
    if (!cluster.exists()) {
      // Not through the log, which stays silent until Quarkus has configured it.
      System.out.println(
          "First start in "
              + directory.root()
              + ": unpacking PostgreSQL and creating a database there, which takes a few seconds.");
    }
    cluster.stopLeftover();
    directory.startLog();
    Programs programs = Programs.unpack(directory);
    cluster.createIfAbsent(programs);
    int port = cluster.start(programs);
    String server = "jdbc:postgresql://127.0.0.1:" + port + "/";
    createDatabase(server + "postgres", cluster.password());
    String url = server + DATABASE;
    LOG.infof(
        "Running on the embedded PostgreSQL %d at %s (user %s, password in %s), because no"
            + " quarkus.datasource.jdbc.url is set. The data lies in %s. For production, set"
            + " quarkus.datasource.jdbc.url.",
        Cluster.VERSION, url, Cluster.SUPERUSER, directory.password(), directory.root());
    return Map.of(
        "quarkus.datasource.jdbc.url", url,
        "quarkus.datasource.username", Cluster.SUPERUSER,
        "quarkus.datasource.password", cluster.password());
  }

  private static void createDatabase(String url, String password) throws SQLException {
    Properties login = new Properties();
    login.setProperty("user", Cluster.SUPERUSER);
    login.setProperty("password", password);
    try (Connection connection = driver(url).connect(url, login);
        Statement statement = connection.createStatement();
        ResultSet found =
            statement.executeQuery("SELECT FROM pg_database WHERE datname = '" + DATABASE + "'")) {
      if (!found.next()) {
        statement.execute("CREATE DATABASE " + DATABASE);
      }
    }
  }

  /** Not through DriverManager: in dev mode it may know the driver of another class loader only. */
  private static Driver driver(String url) throws SQLException {
    for (Driver driver : ServiceLoader.load(Driver.class, EmbeddedPostgres.class.getClassLoader())) {
      if (driver.acceptsURL(url)) {
        return driver;
      }
    }
    throw new IllegalStateException("no JDBC driver for " + url);
  }
}
