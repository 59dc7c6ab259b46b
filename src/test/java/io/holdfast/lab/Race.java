package io.holdfast.lab;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Several threads that start at the same moment. */
final class Race {

  private static final int PATIENCE_SECONDS = 120;

  private Race() {}

  /** What each runner came to, in the order of the threads; the first failure ends it. */
  static <T> List<T> run(int runners, Callable<T> runner) throws Exception {
    var start = new CyclicBarrier(runners);
    var threads = Executors.newFixedThreadPool(runners);
    try {
      var running = new ArrayList<Future<T>>();
      for (var i = 0; i < runners; i++) {
        running.add(
            threads.submit(
                () -> {
                  await(start);
                  return runner.call();
                }));
      }
      var results = new ArrayList<T>();
      for (var each : running) {
        results.add(each.get(PATIENCE_SECONDS, TimeUnit.SECONDS));
      }
      return results;
    } catch (ExecutionException failure) {
      if (failure.getCause() instanceof Exception cause) {
        throw cause;
      }
      throw failure;
    } finally {
      threads.shutdownNow();
    }
  }

  /** Waits until all the others are there too. */
  static void await(CyclicBarrier barrier) {
    try {
      barrier.await(10, TimeUnit.SECONDS);
    } catch (InterruptedException | BrokenBarrierException | TimeoutException failure) {
      throw new IllegalStateException(failure);
    }
  }
}
