package io.holdfast.reservation.strategy;

import io.quarkus.arc.InjectableInstance;
import io.vertx.core.Future;
import io.vertx.redis.client.RedisAPI;
import io.vertx.redis.client.Response;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.microprofile.faulttolerance.CircuitBreaker;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Keys in Redis that belong to whoever holds the token in them, and run out by themselves. There is
 * a client only where {@code quarkus.redis.hosts} is set. After a failure nobody asks Redis for a
 * second, then one caller tries. Every answer is awaited for a bounded time. Thread-safe.
 */
@ApplicationScoped
class RedisKeys {

  private static final Logger LOG = Logger.getLogger(RedisKeys.class);

  /** Deletes a key if it is the caller's; a plain DEL could end somebody else's lease. */
  private static final String DELETE_OWN =
      """
      if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end
      return 0""";

  private static final String EXTEND_OWN =
      """
      if redis.call('GET', KEYS[1]) == ARGV[1] then
        return redis.call('PEXPIRE', KEYS[1], ARGV[2])
      end
      return 0""";

  private final @Nullable RedisAPI redis;
  private final long timeoutMillis;
  private final AtomicBoolean down = new AtomicBoolean();

  RedisKeys(InjectableInstance<RedisAPI> clients, RedisLockConfig config) {
    redis = clients.listActive().stream().findFirst().orElse(null);
    timeoutMillis = config.timeout().toMillis();
  }

  /**
   * Creates a key with this token, unless it exists.
   *
   * @return whether it was created
   * @throws RedisUnavailableException it may have been created or not
   */
  @CircuitBreaker(requestVolumeThreshold = 1, failureRatio = 1, delay = 1_000)
  public boolean create(String key, String token, Duration lease) {
    try {
      var answer = await(api().set(List.of(key, token, "NX", "PX", Long.toString(millis(lease)))));
      if (down.compareAndSet(true, false)) {
        LOG.info("Redis answers again; orders take their turns by its locks");
      }
      return answer != null;
    } catch (RedisUnavailableException failure) {
      // Once per outage: the orders of a busy minute would fill the log with it.
      if (down.compareAndSet(false, true)) {
        LOG.warnf("%s; orders take row locks until it answers", failure.getMessage());
      }
      throw failure;
    }
  }

  /**
   * Deletes a key if it carries this token.
   *
   * @return whether it did
   * @throws RedisUnavailableException it may have been deleted or not
   */
  boolean deleteOwn(String key, String token) {
    return await(api().eval(List.of(DELETE_OWN, "1", key, token))).toInteger() == 1;
  }

  /**
   * Gives a key a new lease if it carries this token.
   *
   * @return whether it did; fails where Redis cannot be asked
   */
  Future<Boolean> extendOwn(String key, String token, Duration lease) {
    return api()
        .eval(List.of(EXTEND_OWN, "1", key, token, Long.toString(millis(lease))))
        .map(answer -> answer.toInteger() == 1);
  }

  private RedisAPI api() {
    if (redis == null) {
      throw new RedisUnavailableException("No Redis is configured (quarkus.redis.hosts)", null);
    }
    return redis;
  }

  private Response await(Future<Response> answer) {
    try {
      return answer
          .toCompletionStage()
          .toCompletableFuture()
          .get(timeoutMillis, TimeUnit.MILLISECONDS);
    } catch (TimeoutException late) {
      throw new RedisUnavailableException(
          "Redis did not answer within %d ms".formatted(timeoutMillis), late);
    } catch (ExecutionException failure) {
      var cause = Objects.requireNonNullElse(failure.getCause(), failure);
      throw new RedisUnavailableException("Redis cannot be used: " + cause.getMessage(), cause);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new RedisUnavailableException("Interrupted while waiting for Redis", interrupted);
    }
  }

  /** PX 0 is an error. */
  private static long millis(Duration lease) {
    return Math.max(1, lease.toMillis());
  }
}
