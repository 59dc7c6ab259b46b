package io.holdfast.drill;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** What happens to PostgreSQL, or is done there by others. */
final class DatabaseFaults {

  private static final String SESSIONS =
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'holdfast' ";

  /** What PostgreSQL logs when a fault has struck. */
  private static final String DEADLOCK = "deadlock detected";

  private static final String NO_SPACE = "No space left on device";

  private DatabaseFaults() {}

  static List<Fault> all() {
    return List.of(
        Fault.of(
                "backend-terminated",
                "sessions of the service are ended at random for 2 s",
                DatabaseFaults::terminate)
            .rounds(100)
            .inShortRuns(),
        Fault.of(
                "postgres-crash",
                "PostgreSQL is stopped at once (immediate) and started again",
                DatabaseFaults::crash)
            .rounds(30)
            .inShortRuns(),
        Fault.of("postgres-paused", "all of PostgreSQL is paused for 6 s", DatabaseFaults::pause),
        Fault.of(
            "max-connections",
            "all sessions are ended, others take every connection for 5 s",
            DatabaseFaults::takeConnections),
        Fault.of(
            "hot-row-held", "a session at a console holds a hot row for 5 s", DatabaseFaults::hold),
        Fault.of(
                "deadlock-bait",
                "a session locks the rows of two SKUs against the order for 3 s",
                DatabaseFaults::bait)
            .inShortRuns(),
        Fault.of(
                "failover",
                "the primary dies, comes back as a standby that only reads; the real one is"
                    + " promoted, and connections are moved to it two seconds later",
                DatabaseFaults::failOver)
            .on(Setup.PLAIN.withStandby())
            .rounds(20)
            .within(15),
        Fault.of(
                "heap-disk-full",
                "the disk of the tables is full for 5 s",
                round -> fillDisk(round, false))
            .on(Setup.PLAIN.with(Setup.Disk.SMALL_HEAP)),
        Fault.of(
                "log-disk-full",
                "the disk of the log is full until PostgreSQL gives up, then is freed",
                round -> fillDisk(round, true))
            .on(Setup.PLAIN.with(Setup.Disk.SMALL_LOG))
            .within(15));
  }

  private static long terminate(Round round) throws SQLException {
    try (var connection = round.site().database().connect();
        var statement = connection.createStatement()) {
      for (var i = 0; i < 20; i++) {
        statement.execute(SESSIONS + "AND pid <> pg_backend_pid() ORDER BY random() LIMIT 2");
        Round.lastFor(ofMillis(100));
      }
    }
    return System.nanoTime();
  }

  private static long crash(Round round) throws Exception {
    round.atSomeMoment();
    round.site().database().stopImmediately();
    round.site().database().start();
    return System.nanoTime();
  }

  private static long pause(Round round) throws Exception {
    round.atSomeMoment();
    round.site().database().pause();
    try {
      Round.lastFor(ofSeconds(6));
    } finally {
      round.site().database().resume();
    }
    return System.nanoTime();
  }

  private static long takeConnections(Round round) throws SQLException {
    List<Connection> taken = new ArrayList<>();
    try (var connection = round.site().database().connect();
        var statement = connection.createStatement()) {
      statement.execute(SESSIONS);
      for (var i = 0; i < 400; i++) {
        try {
          taken.add(round.site().database().connect());
        } catch (SQLException full) {
          statement.execute(SESSIONS);
        }
      }
      Round.lastFor(ofSeconds(5));
    } finally {
      for (var one : taken) {
        one.close();
      }
    }
    return System.nanoTime();
  }

  private static long hold(Round round) throws SQLException {
    try (var connection = round.site().database().connect();
        var statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute(lock(round, 0));
      Round.lastFor(ofSeconds(5));
      connection.rollback();
    }
    return System.nanoTime();
  }

  /** Goes on for longer where nobody has taken the bait yet. */
  private static long bait(Round round) throws Exception {
    var database = round.site().database();
    var before = database.logged();
    try (var connection = database.connect();
        var statement = connection.createStatement()) {
      statement.execute("SET deadlock_timeout = '50ms'");
      connection.setAutoCommit(false);
      for (var i = 0; i < 30 || (i < 300 && !database.hasLogged(before, DEADLOCK)); i++) {
        try {
          statement.execute(lock(round, 2));
          Round.lastFor(ofMillis(50));
          statement.execute(lock(round, 0));
          Round.lastFor(ofMillis(50));
        } catch (SQLException failure) {
          // Either of the two may be the victim.
          if (!"40P01".equals(failure.getSQLState())) {
            throw failure;
          }
        }
        connection.rollback();
      }
    }
    if (!database.hasLogged(before, DEADLOCK)) {
      round.findings().add("no deadlock", "in ten times the time that is enough");
    }
    return System.nanoTime();
  }

  /** Locks the row of a hot SKU. */
  static String lock(Round round, int sku) {
    return "SELECT 1 FROM stock_level WHERE shop = '%s' AND sku = '%s' FOR UPDATE"
        .formatted(round.clients().shop(), Load.HOT.get(sku));
  }

  private static long failOver(Round round) throws Exception {
    var site = round.site();
    round.atSomeMoment();
    site.database().stopImmediately();
    var old = site.database();
    var promoted = site.standby();
    try (var connection = promoted.connect();
        var statement = connection.createStatement()) {
      statement.execute("SELECT pg_promote(true, 30)");
    }
    promoted.run("ALTER SYSTEM RESET synchronous_standby_names", "SELECT pg_reload_conf()");
    old.becomeStandbyOf(promoted);
    old.start();
    // The address still leads to the old one, which takes the service's connections and only reads.
    Round.lastFor(ofSeconds(2));
    site.proxy().switchTo(promoted.port());
    var moved = System.nanoTime();
    site.swap();
    round.awaitMore(20);
    site.renewStandby();
    return moved;
  }

  private static long fillDisk(Round round, boolean ofLog) throws Exception {
    var site = round.site();
    var before = site.database().logged();
    site.disk().fill();
    try {
      Round.lastFor(ofSeconds(5));
      // A statement is refused where a table has no room, all of them where the log has none.
      Await.until(
          ofSeconds(30),
          "PostgreSQL has no space",
          () -> site.database().hasLogged(before, ofLog ? "PANIC:" : "ERROR:", NO_SPACE));
    } finally {
      site.disk().free();
    }
    if (ofLog && !site.database().answers()) {
      site.database().close();
      site.database().start();
    }
    return System.nanoTime();
  }
}
