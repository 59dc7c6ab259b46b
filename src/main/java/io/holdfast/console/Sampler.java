package io.holdfast.console;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.Startup;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Looks at the meters of this process once a second, keeps the last five minutes and tells whoever
 * watches. Up to {@value #MOST_WATCHERS} may. Thread-safe.
 */
@Startup // so that a page that is opened later has a past
@ApplicationScoped
class Sampler {

  /** Somebody who wants every sample from now on; called on one thread after the other. */
  interface Watcher {
    void sample(Sample sample);

    /** There will be no more. */
    void end();
  }

  static final int KEPT = 300;
  static final int MOST_WATCHERS = 100;

  private static final long EVERY_MILLIS = 1_000;

  private final MeterRegistry registry;
  private final Deque<Sample> samples = new ArrayDeque<>(KEPT);
  private final Set<Watcher> watchers = ConcurrentHashMap.newKeySet();
  private Reading last;
  private boolean stopping;

  Sampler(MeterRegistry registry, Vertx vertx) {
    this.registry = registry;
    this.last = Reading.of(registry, System.nanoTime());
    vertx.setPeriodic(EVERY_MILLIS, timer -> sample());
  }

  private void sample() {
    var reading = Reading.of(registry, System.nanoTime());
    Sample sample;
    synchronized (this) {
      sample = reading.since(last, Clock.systemUTC().millis());
      last = reading;
      if (samples.size() == KEPT) {
        samples.removeFirst();
      }
      samples.addLast(sample);
    }
    watchers.forEach(watcher -> watcher.sample(sample));
  }

  /**
   * Joins.
   *
   * @return the samples so far, oldest first; null where there are too many watchers, or it is over
   */
  synchronized @Nullable List<Sample> join(Watcher watcher) {
    if (stopping || watchers.size() >= MOST_WATCHERS) {
      return null;
    }
    watchers.add(watcher);
    return List.copyOf(samples);
  }

  void leave(Watcher watcher) {
    watchers.remove(watcher);
  }

  void drain(@Observes ShutdownDelayInitiatedEvent stop) {
    endAll();
  }

  void drain(@Observes ShutdownEvent stop) {
    endAll();
  }

  private synchronized void endAll() {
    stopping = true;
    watchers.forEach(Watcher::end);
    watchers.clear();
  }
}
