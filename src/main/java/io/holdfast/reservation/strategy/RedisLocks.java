package io.holdfast.reservation.strategy;

import io.holdfast.platform.database.Deadline;
import io.vertx.core.Vertx;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.eclipse.microprofile.faulttolerance.exceptions.CircuitBreakerOpenException;

/**
 * A lock in Redis per SKU, for all pods. In this process the contenders for a SKU queue up fairly,
 * so that only one of them at a time asks Redis. A lock is a hint and no more: it can be lost, and
 * then two hold it. Thread-safe.
 */
@ApplicationScoped
class RedisLocks {

  /** Polls between these, at random, so that pods do not ask in step. */
  private static final long POLL_MIN_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  private static final long POLL_MAX_NANOS = TimeUnit.MILLISECONDS.toNanos(8);

  private final RedisKeys keys;
  private final RedisLockConfig config;
  private final RedisLockMetrics metrics;
  private final Vertx vertx;
  private final long timer;
  private final LocalTurns turns = new LocalTurns();
  private final Set<Lock> held = ConcurrentHashMap.newKeySet();

  RedisLocks(RedisKeys keys, RedisLockConfig config, RedisLockMetrics metrics, Vertx vertx) {
    this.keys = keys;
    this.config = config;
    this.metrics = metrics;
    this.vertx = vertx;
    timer = vertx.setPeriodic(Math.max(1, config.lease().toMillis() / 3), ignored -> renew());
  }

  @PreDestroy
  void stop() {
    vertx.cancelTimer(timer);
  }

  /**
   * Takes the locks of these SKUs, in their order.
   *
   * @param skus sorted: whoever has one waits only for later ones, so nobody waits in a circle
   * @return empty if somebody else had one of them for as long as it may be waited for
   * @throws RedisUnavailableException none is held
   */
  Optional<Locks> acquire(String shop, Collection<String> skus, Deadline deadline) {
    var start = System.nanoTime();
    var wait = Math.min(config.maxWait().toMillis(), deadline.remainingMillis() / 2);
    var until = Deadline.in(Duration.ofMillis(wait));
    var locks = new Locks();
    try {
      for (var sku : skus) {
        if (!locks.add("holdfast:lock:%s:%s".formatted(shop, sku), until, deadline)) {
          locks.close();
          return Optional.empty();
        }
      }
      return Optional.of(locks);
    } catch (RuntimeException failure) {
      locks.close();
      throw failure;
    } finally {
      metrics.waited(Duration.ofNanos(System.nanoTime() - start));
    }
  }

  /** Work that takes longer than a third of the lease keeps its locks. */
  private void renew() {
    var young = System.nanoTime() - config.lease().toNanos() / 3;
    held.stream().filter(lock -> lock.since - young < 0).forEach(Lock::renew);
  }

  /** The locks of one order; not thread-safe. */
  final class Locks implements AutoCloseable {

    private final String token = UUID.randomUUID().toString();
    private final Deque<Lock> taken = new ArrayDeque<>();

    private boolean add(String key, Deadline until, Deadline deadline) {
      if (!turns.await(key, until.remainingNanos())) {
        return false;
      }
      var lock = new Lock(key, token);
      var got = false;
      try {
        got = lock.take(until, deadline);
      } finally {
        if (!got) {
          turns.end(key);
        }
      }
      if (got) {
        held.add(lock);
        taken.push(lock);
      }
      return got;
    }

    /** Gives them back, the last one first. What Redis does not hear of runs out. */
    @Override
    public void close() {
      while (!taken.isEmpty()) {
        var lock = taken.pop();
        held.remove(lock);
        try {
          lock.release();
        } finally {
          turns.end(lock.key);
        }
      }
    }
  }

  private final class Lock {

    private final String key;
    private final String token;
    private final long since = System.nanoTime();
    private volatile boolean lost;

    Lock(String key, String token) {
      this.key = key;
      this.token = token;
    }

    boolean take(Deadline until, Deadline deadline) {
      do {
        var lease = Math.min(config.lease().toMillis(), deadline.remainingMillis());
        try {
          if (keys.create(key, token, Duration.ofMillis(lease))) {
            return true;
          }
        } catch (CircuitBreakerOpenException open) {
          throw new RedisUnavailableException("Redis was down a moment ago", open);
        }
        LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(POLL_MIN_NANOS, POLL_MAX_NANOS));
      } while (!until.passed());
      return false;
    }

    void renew() {
      keys.extendOwn(key, token, config.lease())
          .onSuccess(
              own -> {
                // Released meanwhile is not lost.
                if (!own && held.contains(this)) {
                  lose();
                }
              });
    }

    void release() {
      try {
        if (!keys.deleteOwn(key, token)) {
          lose();
        }
      } catch (RedisUnavailableException unheard) {
        // The lease ends it, and whoever asks next finds out that Redis is down and says so.
      }
    }

    private void lose() {
      if (!lost) {
        lost = true;
        metrics.lost();
      }
    }
  }
}
