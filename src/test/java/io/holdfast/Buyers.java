package io.holdfast;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Many clients at once, over real connections. Every wait is bounded. */
public final class Buyers {

  private static final long GIVE_UP_NANOS = TimeUnit.SECONDS.toNanos(60);

  private final HttpClient client = HttpClient.newHttpClient();
  private final URI base;

  public Buyers(URI base) {
    this.base = base;
  }

  /**
   * Runs all tasks on so many threads that start at the same moment; the results in the order of
   * the tasks.
   */
  public static <T> List<T> atOnce(int threads, List<Callable<T>> tasks) throws Exception {
    return atOnce(threads, Duration.ofMinutes(2), tasks);
  }

  /** The same, with another end to the wait for each result. */
  public static <T> List<T> atOnce(int threads, Duration limit, List<Callable<T>> tasks)
      throws Exception {
    var executor = Executors.newFixedThreadPool(threads);
    try {
      var gate = new CountDownLatch(1);
      var futures =
          tasks.stream()
              .map(
                  task ->
                      executor.submit(
                          () -> {
                            gate.await();
                            return task.call();
                          }))
              .toList();
      gate.countDown();
      var results = new ArrayList<T>();
      for (var future : futures) {
        results.add(future.get(limit.toSeconds(), TimeUnit.SECONDS));
      }
      return results;
    } finally {
      executor.shutdownNow();
    }
  }

  /** Sends a POST with JSON; headers come as name, value, name, value. */
  public HttpResponse<String> post(String path, String body, String... headers)
      throws IOException, InterruptedException {
    var request =
        HttpRequest.newBuilder(base.resolve(path))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body, UTF_8));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString(UTF_8));
  }

  /** Sends a PUT with JSON; headers as in {@link #post}. */
  public HttpResponse<String> put(String path, String body, String... headers)
      throws IOException, InterruptedException {
    var request =
        HttpRequest.newBuilder(base.resolve(path))
            .header("Content-Type", "application/json")
            .headers(headers)
            .PUT(HttpRequest.BodyPublishers.ofString(body, UTF_8));
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString(UTF_8));
  }

  public HttpResponse<String> get(String path, String... headers)
      throws IOException, InterruptedException {
    var request = HttpRequest.newBuilder(base.resolve(path));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString(UTF_8));
  }

  /**
   * Like {@link #post}, but comes back, as {@code Retry-After} allows, while the service says 503.
   */
  public HttpResponse<String> insist(String path, String body, String... headers)
      throws IOException, InterruptedException {
    var start = System.nanoTime();
    while (true) {
      var response = post(path, body, headers);
      if (response.statusCode() != 503 || System.nanoTime() - start > GIVE_UP_NANOS) {
        return response;
      }
      if (response.headers().firstValue("Retry-After").isEmpty()) {
        throw new AssertionError("503 without Retry-After: " + response.body());
      }
      // A client's own back-off, shorter than a person's patience with the test.
      LockSupport.parkNanos(
          TimeUnit.MILLISECONDS.toNanos(ThreadLocalRandom.current().nextLong(10, 100)));
    }
  }
}
