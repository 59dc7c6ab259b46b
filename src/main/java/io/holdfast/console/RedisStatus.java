package io.holdfast.console;

import io.quarkus.arc.InjectableInstance;
import io.vertx.redis.client.RedisAPI;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Asks Redis how it is, where one is configured. Thread-safe. */
@ApplicationScoped
public class RedisStatus {

  /**
   * What it answered.
   *
   * @param roundTrip null where there was no answer
   * @param error why there was none
   */
  public record Answer(@Nullable Duration roundTrip, @Nullable String error) {}

  private static final long MOST_MILLIS = 500;

  private final @Nullable RedisAPI redis;

  RedisStatus(InjectableInstance<RedisAPI> clients) {
    redis = clients.listActive().stream().findFirst().orElse(null);
  }

  /** Null where none is configured. */
  @Nullable Answer ask() {
    if (redis == null) {
      return null;
    }
    var start = System.nanoTime();
    try {
      redis
          .ping(List.of())
          .toCompletionStage()
          .toCompletableFuture()
          .get(MOST_MILLIS, TimeUnit.MILLISECONDS);
      return new Answer(Duration.ofNanos(System.nanoTime() - start), null);
    } catch (TimeoutException silent) {
      return new Answer(null, "no answer within %d ms".formatted(MOST_MILLIS));
    } catch (ExecutionException failure) {
      var cause = failure.getCause();
      return new Answer(null, String.valueOf(cause == null ? failure : cause.getMessage()));
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return new Answer(null, "interrupted");
    }
  }
}
