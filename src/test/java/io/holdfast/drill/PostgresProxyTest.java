package io.holdfast.drill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.holdfast.TestDatabase;
import java.net.URI;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the drills believe of their proxy, with a real PostgreSQL behind it. */
class PostgresProxyTest {

  /** The ways in which a COMMIT travels. */
  enum Form {
    SIMPLE_QUERY("preferQueryMode=simple"),
    EXTENDED_QUERY("prepareThreshold=0"),
    /** Called by the name of what was prepared before. */
    PREPARED("prepareThreshold=1"),
    TEXT_WITH_MORE("preferQueryMode=simple");

    private final String parameter;

    Form(String parameter) {
      this.parameter = parameter;
    }

    void insertAndCommit(Connection connection, int id) throws SQLException {
      try (var statement = connection.createStatement()) {
        if (this == TEXT_WITH_MORE) {
          statement.execute("BEGIN; INSERT INTO seen VALUES (" + id + "); COMMIT");
          return;
        }
        connection.setAutoCommit(false);
        statement.execute("INSERT INTO seen VALUES (" + id + ")");
        connection.commit();
      }
    }
  }

  private String direct;
  private PostgresProxy proxy;

  @BeforeEach
  void start() throws Exception {
    direct = new TestDatabase().start().get("quarkus.datasource.jdbc.url");
    try (var connection = DriverManager.getConnection(direct, "postgres", null);
        var statement = connection.createStatement()) {
      statement.execute("CREATE TABLE seen (id int)");
    }
    proxy = new PostgresProxy(URI.create(direct.substring("jdbc:".length())).getPort());
  }

  @AfterEach
  void stop() throws Exception {
    proxy.close();
  }

  @ParameterizedTest
  @EnumSource
  void anAnswerThatIsLostBelongsToACommitThatStands(Form form) throws Exception {
    try (var connection = connect(form.parameter)) {
      form.insertAndCommit(connection, 1);
      proxy.arm(CommitFault.LOSE_REPLY, "INSERT INTO seen");
      assertThatThrownBy(() -> form.insertAndCommit(connection, 2))
          .isInstanceOf(SQLException.class);
    }
    assertThat(proxy.isArmed()).isFalse();
    assertThat(proxy.commits()).isEqualTo(2);
    assertThat(rows()).isEqualTo(2);
  }

  @ParameterizedTest
  @EnumSource
  void aCommitThatIsCutOffTakesNoEffect(Form form) throws Exception {
    try (var connection = connect(form.parameter)) {
      form.insertAndCommit(connection, 1);
      proxy.arm(CommitFault.CUT_BEFORE, "INSERT INTO seen");
      assertThatThrownBy(() -> form.insertAndCommit(connection, 2))
          .isInstanceOf(SQLException.class);
    }
    assertThat(proxy.isArmed()).isFalse();
    assertThat(rows()).isEqualTo(1);
  }

  @Test
  void anAnswerThatIsSilencedIsNoError() throws Exception {
    try (var connection = connect("socketTimeout=1")) {
      proxy.arm(CommitFault.SILENCE_REPLY, "");
      assertThatThrownBy(() -> Form.EXTENDED_QUERY.insertAndCommit(connection, 1))
          .hasRootCauseInstanceOf(java.net.SocketTimeoutException.class);
    }
    assertThat(rows()).isEqualTo(1);
  }

  @Test
  void aFaultWaitsForATransactionThatSaysWhatItIsToSay() throws Exception {
    try (var connection = connect("")) {
      proxy.arm(CommitFault.CUT_BEFORE, "something else");
      Form.EXTENDED_QUERY.insertAndCommit(connection, 1);
    }
    assertThat(proxy.isArmed()).isTrue();
    assertThat(rows()).isEqualTo(1);
  }

  @Test
  void aFaultWaitsForTheClientWhoseItIs() throws Exception {
    try (var other = connect("ApplicationName=other");
        var own = connect("ApplicationName=own")) {
      proxy.arm(CommitFault.LOSE_REPLY, "own", "", () -> {});
      Form.EXTENDED_QUERY.insertAndCommit(other, 1);
      assertThat(proxy.isArmed()).isTrue();
      assertThatThrownBy(() -> Form.EXTENDED_QUERY.insertAndCommit(own, 2))
          .isInstanceOf(SQLException.class);
    }
    assertThat(proxy.isArmed()).isFalse();
    assertThat(rows()).isEqualTo(2);
  }

  @Test
  void aFaultOutlivesACommitThatFailsByItself() throws Exception {
    try (var connection = connect("");
        var statement = connection.createStatement()) {
      statement.execute("CREATE TABLE late (id int PRIMARY KEY DEFERRABLE INITIALLY DEFERRED)");
      connection.setAutoCommit(false);
      statement.execute("INSERT INTO late VALUES (1), (1)");
      proxy.arm(CommitFault.LOSE_REPLY, "");
      assertThatThrownBy(connection::commit).hasMessageContaining("late_pkey");
      connection.rollback();
      await().until(proxy::isArmed);
      assertThatThrownBy(() -> Form.EXTENDED_QUERY.insertAndCommit(connection, 1))
          .isInstanceOf(SQLException.class);
    }
    assertThat(rows()).isEqualTo(1);
  }

  @Test
  void somethingRunsBetweenACommitAndItsAnswer() throws Exception {
    var then = new AtomicLong(-1);
    try (var connection = connect("")) {
      proxy.arm(CommitFault.RUN_BEFORE_REPLY, "", () -> then.set(rowsOrFail()));
      Form.EXTENDED_QUERY.insertAndCommit(connection, 1);
      assertThat(then).hasValue(1);
    }
  }

  @Test
  void aCommitIsLate() throws Exception {
    try (var connection = connect("")) {
      proxy.arm(CommitFault.DELAY, "");
      var start = System.nanoTime();
      Form.EXTENDED_QUERY.insertAndCommit(connection, 1);
      assertThat(Duration.ofNanos(System.nanoTime() - start))
          .isGreaterThanOrEqualTo(PostgresProxy.DELAY);
    }
  }

  @Test
  void nothingGetsThroughABlackHoleUntilItIsHealed() throws Exception {
    try (var connection = connect("");
        var statement = connection.createStatement()) {
      proxy.blackHole();
      var answer =
          CompletableFuture.runAsync(
              () -> {
                try {
                  statement.execute("INSERT INTO seen VALUES (1)");
                } catch (SQLException failure) {
                  throw new IllegalStateException(failure);
                }
              });
      assertThatThrownBy(() -> connect("loginTimeout=1")).isInstanceOf(SQLException.class);
      assertThat(answer).isNotDone();
      assertThat(rows()).isZero();
      proxy.heal();
      answer.get(10, java.util.concurrent.TimeUnit.SECONDS);
    }
    assertThat(rows()).isEqualTo(1);
  }

  @Test
  void connectionsFallSilentAndNewOnesDoNot() throws Exception {
    try (var connection = connect("socketTimeout=1");
        var statement = connection.createStatement()) {
      proxy.silenceConnections();
      assertThatThrownBy(() -> statement.execute("SELECT 1"))
          .hasRootCauseInstanceOf(java.net.SocketTimeoutException.class);
      try (var another = connect("")) {
        assertThat(another.isValid(1)).isTrue();
      }
    }
  }

  @Test
  void connectionsAreResetAndRefused() throws Exception {
    try (var connection = connect("");
        var statement = connection.createStatement()) {
      proxy.refuse();
      proxy.reset();
      assertThatThrownBy(() -> statement.execute("SELECT 1")).isInstanceOf(SQLException.class);
      assertThatThrownBy(() -> connect("")).isInstanceOf(SQLException.class);
      proxy.heal();
      connect("").close();
    }
    await().until(() -> proxy.connections() == 0);
  }

  @Test
  void newConnectionsLeadToAnotherServer() throws Exception {
    var other = URI.create(new OldServer().url().substring("jdbc:".length())).getPort();
    proxy.switchTo(other);
    var url = direct.replaceAll(":\\d+/\\w+", ":" + proxy.port() + "/postgres");
    try (var connection = DriverManager.getConnection(url, "postgres", null)) {
      assertThat(connection.getMetaData().getDatabaseMajorVersion()).isEqualTo(15);
    }
  }

  /** PostgreSQL 15, which is another server than the one in front of which the proxy stands. */
  private static final class OldServer extends TestDatabase {

    String url() {
      init(java.util.Map.of("version", "15"));
      return java.util.Objects.requireNonNull(start().get("quarkus.datasource.jdbc.url"));
    }
  }

  private Connection connect(String parameter) throws SQLException {
    var url = direct.replaceAll(":\\d+/", ":" + proxy.port() + "/");
    var separator = url.contains("?") ? "&" : "?";
    return DriverManager.getConnection(url + separator + parameter, "postgres", null);
  }

  private long rows() throws SQLException {
    try (var connection = DriverManager.getConnection(direct, "postgres", null);
        var statement = connection.createStatement();
        var row = statement.executeQuery("SELECT count(*) FROM seen")) {
      row.next();
      return row.getLong(1);
    }
  }

  private long rowsOrFail() {
    try {
      return rows();
    } catch (SQLException failure) {
      throw new IllegalStateException(failure);
    }
  }
}
