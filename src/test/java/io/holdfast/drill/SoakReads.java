package io.holdfast.drill;

import static java.util.concurrent.TimeUnit.SECONDS;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** People who look at a shop: lists, items, figures and the console. Thread-safe. */
final class SoakReads {

  private static final List<String> PATHS =
      List.of(
          "/api/v1/orders?limit=20",
          "/api/v1/orders?status=CONFIRMED&limit=20",
          "/api/v1/items?limit=20",
          "/api/v1/items/" + Load.HOT.get(0),
          "/api/v1/items/" + Load.HOT.get(1) + "/movements?limit=20",
          "/api/v1/contention",
          "/q/metrics",
          "/");

  private final Clients clients;
  private final Findings findings;
  private final AtomicInteger answered = new AtomicInteger();
  private final List<Thread> threads = new ArrayList<>();
  private volatile boolean over;

  SoakReads(Clients clients, Findings findings) {
    this.clients = clients;
    this.findings = findings;
  }

  /** One reader at each instance. */
  void start(Site site, double perSecond, long seed) {
    var pause = SECONDS.toNanos(site.instances().size()) / perSecond;
    for (var instance : site.instances()) {
      var random = new Random(seed + threads.size());
      var thread = new Thread(() -> look(instance, random, pause), "reader-" + threads.size());
      thread.setDaemon(true);
      threads.add(thread);
      thread.start();
    }
  }

  private void look(Instance instance, Random random, double pause) {
    while (!over) {
      var began = System.nanoTime();
      get(instance, PATHS.get(random.nextInt(PATHS.size())));
      var took = System.nanoTime() - began;
      LockSupport.parkNanos((long) (pause * (0.5 + random.nextDouble())) - took);
    }
  }

  private void get(Instance instance, String path) {
    try {
      var answer = Http.get(instance, path, "Holdfast-Shop", clients.shop());
      answered.incrementAndGet();
      var isBusy = answer.status() == 429 || answer.status() == 503;
      if (answer.status() != 200
          && !(isBusy && answer.headers().firstValue("Retry-After").isPresent())) {
        findings.add("a read", path + " was answered " + answer.status() + " " + answer.body());
      }
    } catch (IOException unanswered) {
      findings.add("a read", path + " was not answered: " + unanswered);
    }
  }

  /** Ends it, and says how many answers there were. */
  int stop() throws InterruptedException {
    over = true;
    for (var thread : threads) {
      thread.join(Http.PATIENCE.toMillis());
    }
    return answered.get();
  }
}
