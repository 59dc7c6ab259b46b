package io.holdfast.drill;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Many clients who do everything at once: orders of one and several lines over a few hot SKUs,
 * holds that are confirmed, cancelled or forgotten, cancels and adjustments. Every operation is
 * remembered. Thread-safe.
 */
final class Load {

  /** SKUs that many orders want; the last one has few units, which all are to be sold. */
  static final List<String> HOT = List.of("hot-0", "hot-1", "hot-2");

  static final String SCARCE = "scarce";
  static final int SCARCE_UNITS = 40;
  static final int UNITS = 1_000_000;
  static final String PROBE = "probe";

  /** How many do so at once. */
  static final int CLIENTS = 8;

  /** How long a client waits before its next operation. */
  interface Pace {

    /**
     * So many nanoseconds, none if negative.
     *
     * @param took nanoseconds from the start of the last operation to its answer
     */
    long pause(Random random, long took);
  }

  private static final Duration SETTLE = Duration.ofSeconds(60);

  private final Clients clients;
  private final long seed;
  private final Pace pace;
  private final Queue<Operation> operations = new ConcurrentLinkedQueue<>();
  private final AtomicInteger answered = new AtomicInteger();
  private final List<Thread> threads = new ArrayList<>();
  private volatile boolean over;

  Load(Clients clients, long seed) {
    this(clients, seed, (random, took) -> MILLISECONDS.toNanos(10 + random.nextInt(20)));
  }

  Load(Clients clients, long seed, Pace pace) {
    this.clients = clients;
    this.seed = seed;
    this.pace = pace;
  }

  void start() {
    for (var i = 0; i < CLIENTS; i++) {
      var number = i;
      var thread = new Thread(() -> shop(number), "client-" + i);
      thread.setDaemon(true);
      threads.add(thread);
      thread.start();
    }
  }

  private void shop(int client) {
    var random = new Random(seed + client);
    var own = new ArrayList<String>();
    for (var n = 0; !over; n++) {
      var operation = next(random, own, client + "-" + n);
      operations.add(operation);
      var began = System.nanoTime();
      if (clients.insist(operation, client, SETTLE)) {
        answered.incrementAndGet();
        if (operation.kind() == Operation.Kind.PLACE && operation.isAcknowledged()) {
          own.add(Orders.id(operation));
        }
      }
      LockSupport.parkNanos(pace.pause(random, System.nanoTime() - began));
    }
  }

  private Operation next(Random random, List<String> own, String key) {
    var dice = own.isEmpty() ? 0 : random.nextInt(100);
    if (dice < 25) {
      return Operation.place(key, Operation.line(HOT.get(random.nextInt(3)), 1), "");
    }
    if (dice < 40) {
      // In any order; the service is to sort them.
      var first = random.nextInt(3);
      var lines =
          Operation.line(HOT.get(first), 1)
              + ","
              + Operation.line(HOT.get((first + 1 + random.nextInt(2)) % 3), 2);
      return Operation.place(key, lines, "");
    }
    if (dice < 45) {
      return Operation.place(key, Operation.line(SCARCE, 1), "");
    }
    if (dice < 65) {
      var hold = ",\"hold\":{\"seconds\":" + (1 + random.nextInt(2)) + "}";
      return Operation.place(key, Operation.line(HOT.get(random.nextInt(3)), 1), hold);
    }
    // Mostly late ones: a hold that is about to end, an order whose answer was lost.
    var order = own.get(Math.max(0, own.size() - 1 - random.nextInt(5)));
    if (dice < 80) {
      return Operation.step(Operation.Kind.CONFIRM, key, order);
    }
    if (dice < 90) {
      return Operation.step(Operation.Kind.CANCEL, key, order);
    }
    return Operation.adjust(key, HOT.get(random.nextInt(3)), random.nextInt(7) - 3 | 1);
  }

  /** Somebody else's operation, to be accounted for with the others. */
  void add(Operation operation) {
    operations.add(operation);
  }

  int answered() {
    return answered.get();
  }

  List<Operation> operations() {
    return List.copyOf(operations);
  }

  /** Ends the load; whoever waits for an answer gets it first. */
  void stop() throws InterruptedException {
    over = true;
    for (var thread : threads) {
      thread.join(SETTLE.toMillis() + 30_000);
    }
    threads.clear();
  }

  /** Asks for what has no answer yet until it has one, then buys what is left of the scarce SKU. */
  void settle(Findings findings) throws Exception {
    Parallel.forEach(
        CLIENTS,
        operations.stream().filter(operation -> !operation.isAnswered()).toList(),
        (i, operation) -> {
          if (!clients.insist(operation, i, SETTLE)) {
            findings.add("never answered", operation.toString());
          }
        });
    Parallel.forEach(
        CLIENTS,
        java.util.stream.IntStream.range(0, CLIENTS).boxed().toList(),
        (i, client) -> buyTheRest(client));
  }

  private void buyTheRest(int client) {
    for (var n = 0; n <= SCARCE_UNITS; n++) {
      var operation = Operation.place("rest-" + client + "-" + n, Operation.line(SCARCE, 1), "");
      operations.add(operation);
      if (!clients.insist(operation, client, SETTLE) || !operation.isAcknowledged()) {
        return;
      }
    }
  }
}
