package io.holdfast.platform.database;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Sits between the service and PostgreSQL and, when armed, loses the connection at the next COMMIT:
 * behind it, so that the server commits and the answer is lost, or before it, so that nothing
 * arrives.
 */
final class LostAnswerProxy implements AutoCloseable {

  enum Loss {
    ANSWER,
    COMMIT
  }

  /** As a statement by itself: with the zero that ends it. */
  private static final byte[] COMMIT = "COMMIT\0".getBytes(StandardCharsets.US_ASCII);

  /** What the connection begins with that numbers events. */
  private static final byte[] LISTEN = "LISTEN ".getBytes(StandardCharsets.US_ASCII);

  private final ServerSocket server;
  private final ExecutorService pumps = Executors.newCachedThreadPool();
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private final AtomicReference<Loss> armed = new AtomicReference<>();
  private final int target;
  private volatile boolean down;
  private volatile boolean downAfterLoss;
  private volatile boolean senderGoes;

  LostAnswerProxy(int target) throws IOException {
    this.target = target;
    this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    pumps.execute(this::accept);
  }

  int port() {
    return server.getLocalPort();
  }

  /** The next COMMIT is lost, of whichever connection but the one that numbers events. */
  void loseNext(Loss loss) {
    armed.set(loss);
  }

  /**
   * The answer to the next COMMIT is lost, and from then on so is everything, up to {@link #mend}.
   */
  void loseNextAnswerAndAllBehindIt() {
    downAfterLoss = true;
    armed.set(Loss.ANSWER);
  }

  /** The next COMMIT arrives, but whoever sent it is cut off at once, however long it takes. */
  void loseNextSender() {
    senderGoes = true;
    armed.set(Loss.ANSWER);
  }

  /** Nothing gets through any more. */
  void cut() throws IOException {
    down = true;
    for (var socket : sockets) {
      socket.close();
    }
  }

  /** New connections get through again. */
  void mend() {
    down = false;
    downAfterLoss = false;
  }

  boolean isArmed() {
    return armed.get() != null;
  }

  @Override
  public void close() throws IOException {
    server.close();
    for (var socket : sockets) {
      socket.close();
    }
    pumps.shutdownNow();
  }

  private void accept() {
    try {
      while (!server.isClosed()) {
        var client = server.accept();
        if (down) {
          client.close();
          continue;
        }
        var database = new Socket(InetAddress.getLoopbackAddress(), target);
        sockets.add(client);
        sockets.add(database);
        var connection = new Connection(client, database);
        pumps.execute(connection::pumpRequests);
        pumps.execute(connection::pumpAnswers);
      }
    } catch (IOException closed) {
      if (!server.isClosed()) {
        throw new UncheckedIOException(closed);
      }
    }
  }

  private final class Connection {

    private final Socket client;
    private final Socket database;
    private volatile boolean answersLost;
    private boolean numbersEvents;

    Connection(Socket client, Socket database) {
      this.client = client;
      this.database = database;
    }

    private void pumpRequests() {
      var buffer = new byte[1 << 16];
      try {
        var in = client.getInputStream();
        for (var n = in.read(buffer); n >= 0; n = in.read(buffer)) {
          numbersEvents |= contains(buffer, n, LISTEN);
          var loss = !numbersEvents && contains(buffer, n, COMMIT) ? armed.getAndSet(null) : null;
          if (loss == Loss.COMMIT) {
            break;
          }
          answersLost = loss == Loss.ANSWER;
          if (answersLost && downAfterLoss) {
            cutOthers();
          }
          database.getOutputStream().write(buffer, 0, n);
          if (answersLost && senderGoes) {
            senderGoes = false;
            client.close();
          }
        }
      } catch (IOException closed) {
        // The other side has gone; so do we.
      }
      if (!answersLost) {
        close();
      }
    }

    /** Other connections of the pool would still get through. */
    private void cutOthers() throws IOException {
      down = true;
      for (var socket : sockets) {
        if (socket != client && socket != database) {
          socket.close();
        }
      }
    }

    private void pumpAnswers() {
      var buffer = new byte[1 << 16];
      try {
        InputStream in = database.getInputStream();
        for (var n = in.read(buffer); n >= 0; n = in.read(buffer)) {
          if (answersLost) {
            break;
          }
          client.getOutputStream().write(buffer, 0, n);
        }
      } catch (IOException closed) {
        // The other side has gone; so do we.
      }
      close();
    }

    private void close() {
      for (var socket : Set.of(client, database)) {
        try {
          socket.close();
        } catch (IOException alreadyGone) {
          sockets.remove(socket);
        }
      }
    }

    private static boolean contains(byte[] buffer, int length, byte[] wanted) {
      for (var start = 0; start + wanted.length <= length; start++) {
        var i = 0;
        while (i < wanted.length && buffer[start + i] == wanted[i]) {
          i++;
        }
        if (i == wanted.length) {
          return true;
        }
      }
      return false;
    }
  }
}
