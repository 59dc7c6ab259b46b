package io.holdfast.drill;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;

import java.util.List;

/** What happens to Redis, where the service takes its locks there: buyers are not to notice. */
final class RedisFaults {

  private static final Setup WITH_REDIS = Setup.PLAIN.with(Setup.Redis.ALONE);

  private RedisFaults() {}

  static List<Fault> all() {
    return List.of(
        unnoticed("redis-killed", "Redis is killed, and started 3 s later", RedisFaults::kill)
            .on(WITH_REDIS),
        unnoticed("redis-paused", "Redis is paused for 5 s", RedisFaults::pause).on(WITH_REDIS),
        unnoticed("redis-flushed", "Redis loses all locks, again and again", RedisFaults::flush)
            .on(WITH_REDIS),
        unnoticed(
                "redis-failover",
                "the primary of Redis is killed while it holds a lock, its replica promoted by"
                    + " Sentinel; the old one comes back as a primary, and is made a replica",
                RedisFaults::failOver)
            .on(Setup.PLAIN.with(Setup.Redis.WATCHED)));
  }

  /** No try of the round's probes may fail, whenever it was: under way, meanwhile or later. */
  private static Fault unnoticed(String name, String what, Fault.Injection injection) {
    return Fault.of(
        name,
        what,
        round -> {
          var began = System.nanoTime();
          round.afterwards(
              events ->
                  Probe.failed(round.load().operations())
                      .forEach(failed -> round.findings().add("noticed", told(failed, began))));
          return injection.into(round);
        });
  }

  private static String told(Operation failed, long began) {
    var after = (failed.started() - began) / 1_000_000;
    return "%s, asked for %d ms after the fault, answered at last: %s"
        .formatted(failed, after, failed.isAnswered() ? failed.answer().body() : "never");
  }

  private static long kill(Round round) {
    round.site().redis().kill();
    var killed = System.nanoTime();
    try {
      Round.lastFor(ofSeconds(3));
    } finally {
      round.site().redis().start();
    }
    return killed;
  }

  private static long pause(Round round) {
    round.site().redis().pause();
    var paused = System.nanoTime();
    try {
      Round.lastFor(ofSeconds(5));
    } finally {
      round.site().redis().resume();
    }
    return paused;
  }

  private static long flush(Round round) {
    var first = System.nanoTime();
    for (var i = 0; i < 20; i++) {
      round.site().redis().flush();
      Round.lastFor(ofMillis(100));
    }
    return first;
  }

  private static long failOver(Round round) throws Exception {
    var redis = round.site().watchedRedis();
    var old = redis.primary();
    long killed;
    // Who has the lock of a hot SKU waits for its row, and keeps the lock meanwhile.
    try (var connection = round.site().database().connect();
        var statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute(DatabaseFaults.lock(round, 0));
      var held = "holdfast:lock:%s:%s".formatted(round.clients().shop(), Load.HOT.get(0));
      Await.until(ofSeconds(30), "a lock is held", () -> WatchedRedis.locks(old).contains(held));
      redis.kill(old);
      killed = System.nanoTime();
      Round.lastFor(ofMillis(500));
      connection.rollback();
    }
    try {
      Await.until(
          ofSeconds(30),
          "the replica is promoted",
          () -> redis.primary() != 0 && redis.primary() != old);
      awaitLocks(round, "there");
    } finally {
      redis.restart(old);
    }
    redis.awaitWhole();
    awaitLocks(round, "still there");
    return killed;
  }

  /** Orders get through without any lock, and nobody would notice that they have none. */
  private static void awaitLocks(Round round, String where) {
    var primary = round.site().watchedRedis().primary();
    try {
      Await.until(
          ofSeconds(10),
          "locks are taken",
          () ->
              WatchedRedis.locks(primary).stream()
                  .anyMatch(name -> name.contains(round.clients().shop())));
    } catch (org.awaitility.core.ConditionTimeoutException never) {
      round.findings().add("no locks", "at the new primary, " + where);
    }
  }
}
