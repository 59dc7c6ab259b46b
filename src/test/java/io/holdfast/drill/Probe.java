package io.holdfast.drill;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * One client of one instance who buys one unit after the other, asks once and waits three seconds
 * at most: when it succeeds five times in a row the instance has recovered. Thread-safe.
 */
final class Probe {

  private record Try(long sent, long done, boolean good) {}

  private static final Duration PATIENCE = Duration.ofSeconds(3);
  private static final int IN_A_ROW = 5;
  private static final String WANTED = Operation.line(Load.PROBE, 1);
  private static final long PAUSE_NANOS = MILLISECONDS.toNanos(25);

  private final Instance instance;
  private final List<Try> tries = new CopyOnWriteArrayList<>();
  private final Thread thread;
  private volatile boolean over;

  /**
   * @param name unique in its round
   */
  Probe(Instance instance, String name, Clients clients, Load load) {
    this.instance = instance;
    this.thread = new Thread(() -> run(name, clients, load), name);
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  private void run(String name, Clients clients, Load load) {
    for (var n = 0; !over; n++) {
      var operation = Operation.place(name + "-" + n, WANTED, "");
      load.add(operation);
      var sent = System.nanoTime();
      var good = clients.ask(operation, instance, PATIENCE) && operation.isAcknowledged();
      tries.add(new Try(sent, System.nanoTime(), good));
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }

  /**
   * Which of a round's operations are tries that failed: late, or told to come back, or refused.
   */
  static Stream<Operation> failed(List<Operation> operations) {
    return operations.stream()
        .filter(operation -> operation.body().contains(WANTED))
        .filter(operation -> operation.isDoubtful() || !operation.isAcknowledged());
  }

  /** How long after that moment the first of five successes in a row was over. */
  Optional<Duration> recoveredSince(long moment) {
    var row = 0;
    var first = 0L;
    for (var attempt : tries) {
      if (attempt.sent() < moment || !attempt.good()) {
        row = 0;
        continue;
      }
      if (row == 0) {
        first = attempt.done();
      }
      row++;
      if (row == IN_A_ROW) {
        return Optional.of(Duration.ofNanos(first - moment));
      }
    }
    return Optional.empty();
  }

  void stop() throws InterruptedException {
    over = true;
    thread.join(30_000);
  }
}
