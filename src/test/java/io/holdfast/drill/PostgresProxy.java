package io.holdfast.drill;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Stands between clients and PostgreSQL and knows enough of their protocol to see a COMMIT and its
 * answer. Lets everything through until it is told otherwise. It refuses encryption, which it could
 * not look into. Thread-safe.
 */
public final class PostgresProxy implements AutoCloseable {

  /** How long {@link CommitFault#DELAY} keeps a COMMIT back. */
  static final Duration DELAY = Duration.ofSeconds(3);

  /** A fault that waits for its COMMIT. */
  record Armed(CommitFault fault, String of, String within, Runnable action) {

    boolean isMetBy(String name, String transaction) {
      return (of.isEmpty() || of.equals(name)) && transaction.contains(within);
    }
  }

  private final ServerSocket server;
  private final ExecutorService pumps =
      Executors.newCachedThreadPool(
          work -> {
            var thread = new Thread(work, "proxy");
            thread.setDaemon(true);
            return thread;
          });
  private final Set<ProxiedConnection> connections = ConcurrentHashMap.newKeySet();
  private final AtomicReference<@Nullable Armed> armed = new AtomicReference<>();
  private final AtomicInteger commits = new AtomicInteger();
  private volatile int target;
  private volatile boolean blackHole;
  private volatile boolean refusing;

  /**
   * @param target the port of PostgreSQL on this machine
   */
  public PostgresProxy(int target) throws IOException {
    this.target = target;
    this.server = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
    pumps.execute(this::accept);
  }

  public int port() {
    return server.getLocalPort();
  }

  /** New connections lead to another server from now on; those that exist stay. */
  void switchTo(int port) {
    target = port;
  }

  /**
   * The next COMMIT meets this fault, whichever connection it comes from.
   *
   * @param within what the statements of its transaction must contain; empty for any
   */
  void arm(CommitFault fault, String within) {
    arm(fault, within, () -> {});
  }

  /** The same, and then something is run. */
  void arm(CommitFault fault, String within, Runnable action) {
    arm(fault, "", within, action);
  }

  /**
   * The same for the next COMMIT of one client.
   *
   * @param of the application name of its connections; empty for any
   */
  void arm(CommitFault fault, String of, String within, Runnable action) {
    armed.set(new Armed(fault, of, within, action));
  }

  /** Gives back a fault whose COMMIT failed by itself. */
  void armAgain(Armed again) {
    armed.compareAndSet(null, again);
  }

  boolean isArmed() {
    return armed.get() != null;
  }

  void disarm() {
    armed.set(null);
  }

  @Nullable Armed take(String name, String transaction) {
    commits.incrementAndGet();
    var waiting = armed.get();
    return waiting != null
            && waiting.isMetBy(name, transaction)
            && armed.compareAndSet(waiting, null)
        ? waiting
        : null;
  }

  /** How many COMMITs have been seen. */
  int commits() {
    return commits.get();
  }

  /** Connections come about, and no byte gets through, in either direction. */
  void blackHole() {
    blackHole = true;
  }

  /** What exists falls silent for its clients and stays so; new connections get through. */
  void silenceConnections() {
    connections.forEach(ProxiedConnection::silence);
  }

  /** All connections are reset. */
  void reset() {
    connections.forEach(ProxiedConnection::reset);
  }

  /** New connections are reset at once. */
  void refuse() {
    refusing = true;
  }

  /** Everything gets through again, what was held back first. */
  synchronized void heal() {
    blackHole = false;
    refusing = false;
    notifyAll();
  }

  /** Returns when bytes may pass. */
  synchronized void awaitPassage() throws InterruptedException {
    while (blackHole) {
      wait();
    }
  }

  int connections() {
    return connections.size();
  }

  void forget(ProxiedConnection connection) {
    connections.remove(connection);
  }

  private void accept() {
    try {
      while (!server.isClosed()) {
        var client = server.accept();
        pumps.execute(() -> serve(client));
      }
    } catch (IOException closed) {
      if (!server.isClosed()) {
        throw new UncheckedIOException(closed);
      }
    }
  }

  private void serve(Socket client) {
    try {
      if (refusing) {
        ProxiedConnection.reset(client);
        return;
      }
      var database = new Socket(InetAddress.getLoopbackAddress(), target);
      var connection = new ProxiedConnection(this, client, database);
      connections.add(connection);
      pumps.execute(connection::pumpAnswers);
      connection.pumpRequests();
    } catch (IOException nobodyThere) {
      ProxiedConnection.reset(client);
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
    heal();
    reset();
    pumps.shutdownNow();
  }
}
