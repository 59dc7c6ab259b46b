package io.holdfast.drill;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Work on a list by several threads. */
final class Parallel {

  interface Work<T> {
    void on(int index, T element) throws Exception;
  }

  private Parallel() {}

  /** Does the work on each element and throws what the first one threw. */
  static <T> void forEach(int threads, List<T> elements, Work<T> work) throws Exception {
    var executor = Executors.newFixedThreadPool(threads);
    try {
      var all = new ArrayList<Future<?>>();
      for (var i = 0; i < elements.size(); i++) {
        var index = i;
        all.add(
            executor.submit(
                () -> {
                  work.on(index, elements.get(index));
                  return null;
                }));
      }
      for (var one : all) {
        one.get(5, TimeUnit.MINUTES);
      }
    } finally {
      executor.shutdownNow();
    }
  }
}
