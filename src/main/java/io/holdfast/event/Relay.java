package io.holdfast.event;

import io.holdfast.platform.database.OldPrimary;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.jboss.logging.Logger;

/**
 * The thread that numbers batches and tells readers in this process of numbers that it or others
 * gave. It polls, soon while there is work and less often while there is none, on one connection
 * that it keeps. Every process has one; per shop, one at a time works.
 */
@ApplicationScoped
class Relay implements Runnable {

  private static final Logger LOG = Logger.getLogger(Relay.class);

  /** As lanes do: plans made while a table is small must not last. */
  private static final String SETTINGS =
      "SET plan_cache_mode = force_generic_plan; SET enable_seqscan = off; SET jit = off";

  /** How often readers are told of all numbers, in case that an announcement was lost. */
  private static final long REFRESH_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** Without a look at whether it is to stop. */
  private static final long MOST_MILLIS = 500;

  /** Of one shop, before the next one has its turn. */
  private static final int MOST_ROUNDS = 10;

  private final DataSource dataSource;
  private final OldPrimary oldPrimary;
  private final Feeds feeds;
  private final long shortestNanos;
  private final long longestNanos;
  private final CountDownLatch stopping = new CountDownLatch(1);
  private final Thread thread = new Thread(this, "events");
  private long refreshedAt;
  private boolean failing;

  Relay(DataSource dataSource, OldPrimary oldPrimary, Feeds feeds, EventConfig config) {
    this.dataSource = dataSource;
    this.oldPrimary = oldPrimary;
    this.feeds = feeds;
    this.shortestNanos = Math.max(1_000_000, config.pollInterval().toNanos());
    this.longestNanos = Math.max(shortestNanos, config.idlePollInterval().toNanos());
    thread.setDaemon(true);
  }

  void start(@Observes StartupEvent starting) {
    thread.start();
  }

  void stop(@Observes ShutdownEvent ending) throws InterruptedException {
    stopping.countDown();
    thread.join(TimeUnit.SECONDS.toMillis(2));
  }

  @Override
  public void run() {
    try {
      while (!isStopping()) {
        try (var connection = dataSource.getConnection()) {
          try {
            open(connection);
            follow(connection);
          } finally {
            close(connection);
          }
        } catch (SQLException | RuntimeException failure) {
          tell(failure);
          oldPrimary.notice(failure);
          stopping.await(1, TimeUnit.SECONDS);
        }
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean isStopping() {
    return stopping.getCount() == 0;
  }

  private static void open(Connection connection) throws SQLException {
    try (var settings = connection.createStatement()) {
      settings.execute(SETTINGS);
    }
    Announcements.listen(connection);
  }

  /** Leaves the connection to others as it was, or to nobody. */
  private static void close(Connection connection) throws SQLException {
    try {
      Announcements.stopListening(connection);
      try (var settings = connection.createStatement()) {
        settings.execute("RESET ALL");
      }
    } catch (SQLException failure) {
      LOG.debugf(failure, "A connection could not be given back; the pool drops it");
      // The driver's: the pool would take its own for one that never comes back.
      connection.unwrap(Connection.class).abort(Runnable::run);
    }
  }

  private void follow(Connection connection) throws SQLException {
    var pause = shortestNanos;
    while (!isStopping()) {
      var worked = numberAll(connection);
      pause = worked ? shortestNanos : Math.min(longestNanos, 2 * pause);
      refresh(connection);
      listen(connection, System.nanoTime() + pause);
    }
  }

  /** Whether there was anything to do. */
  private boolean numberAll(Connection connection) throws SQLException {
    var worked = false;
    var failed = false;
    for (var shop = Sequencer.nextDue(connection, "");
        shop != null && !isStopping();
        shop = Sequencer.nextDue(connection, shop)) {
      try {
        number(connection, shop);
        worked = true;
      } catch (SQLException failure) {
        failed = true;
        tell(failure);
        // One shop's trouble must not keep the others waiting.
        if (!connection.isValid(1)) {
          throw failure;
        }
      }
    }
    failing = failed;
    return worked;
  }

  private void number(Connection connection, String shop) throws SQLException {
    for (var round = 0; round < MOST_ROUNDS; round++) {
      var numbered = Sequencer.number(connection, shop);
      if (numbered == null) {
        return;
      }
      feeds.advance(new Numbers(shop, numbered.last()));
      if (!numbered.more()) {
        return;
      }
    }
  }

  private void refresh(Connection connection) throws SQLException {
    if (System.nanoTime() - refreshedAt >= REFRESH_NANOS) {
      refreshedAt = System.nanoTime();
      // An old primary would only show no new batches, for ever.
      OldPrimary.requirePrimary(connection);
      for (var shop : feeds.shops()) {
        feeds.advance(new Numbers(shop, EventLog.bounds(connection, shop).last()));
      }
    }
  }

  private void listen(Connection connection, long until) throws SQLException {
    for (var left = until - System.nanoTime();
        left > 0 && !isStopping();
        left = until - System.nanoTime()) {
      var millis = (int) Math.max(1, Math.min(MOST_MILLIS, TimeUnit.NANOSECONDS.toMillis(left)));
      Announcements.await(connection, millis).forEach(feeds::advance);
    }
  }

  private void tell(Exception failure) {
    if (!failing) {
      LOG.warnf("Events wait until the database can be asked again: %s", failure.getMessage());
    }
    failing = true;
  }
}
