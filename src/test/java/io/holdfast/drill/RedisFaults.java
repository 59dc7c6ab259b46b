package io.holdfast.drill;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;

import java.util.List;

/** What happens to Redis, where the service takes its locks there: buyers are not to notice. */
final class RedisFaults {

  private static final Setup WITH_REDIS = Setup.PLAIN.withRedis();

  private RedisFaults() {}

  static List<Fault> all() {
    return List.of(
        Fault.of("redis-killed", "Redis is killed, and started 3 s later", RedisFaults::kill)
            .on(WITH_REDIS),
        Fault.of("redis-paused", "Redis is paused for 5 s", RedisFaults::pause).on(WITH_REDIS),
        Fault.of("redis-flushed", "Redis loses all locks, again and again", RedisFaults::flush)
            .on(WITH_REDIS));
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
}
