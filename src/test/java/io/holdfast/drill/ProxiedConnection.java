package io.holdfast.drill;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** A connection through the proxy, and one to PostgreSQL that belongs to it. Two threads pump. */
final class ProxiedConnection {

  private static final byte[] COMMITTED = "COMMIT\0".getBytes(StandardCharsets.US_ASCII);

  private final PostgresProxy proxy;
  private final Socket client;
  private final Socket database;
  private final DataInputStream requests;
  private final DataOutputStream toDatabase;
  private final DataInputStream answers;
  private final DataOutputStream toClient;
  private final ExecutedStatements statements = new ExecutedStatements();
  private volatile boolean silent;
  private volatile PostgresProxy.@Nullable Armed atReply;

  /** The application name, as PostgreSQL has it. */
  private volatile String name = "";

  ProxiedConnection(PostgresProxy proxy, Socket client, Socket database) throws IOException {
    this.proxy = proxy;
    this.client = client;
    this.database = database;
    client.setTcpNoDelay(true);
    database.setTcpNoDelay(true);
    requests = new DataInputStream(new BufferedInputStream(client.getInputStream(), 1 << 16));
    toDatabase =
        new DataOutputStream(new BufferedOutputStream(database.getOutputStream(), 1 << 16));
    answers = new DataInputStream(new BufferedInputStream(database.getInputStream(), 1 << 16));
    toClient = new DataOutputStream(new BufferedOutputStream(client.getOutputStream(), 1 << 16));
  }

  void pumpRequests() {
    try {
      var first = WireMessage.readStartup(requests);
      while (first.asksForEncryption()) {
        proxy.awaitPassage();
        client.getOutputStream().write('N');
        first = WireMessage.readStartup(requests);
      }
      pass(first);
      toDatabase.flush();
      while (!first.isCancel()) {
        var message = WireMessage.read(requests);
        if (!meetsFault(message)) {
          pass(message);
        }
        if (requests.available() == 0) {
          toDatabase.flush();
        }
      }
    } catch (IOException gone) {
      // One side has gone; so does the other, once that gets through.
    } catch (InterruptedException over) {
      Thread.currentThread().interrupt();
    }
    awaitPassage();
    close(database);
  }

  /** Before one side is told of the other's end, which must not overtake what is held up. */
  private void awaitPassage() {
    try {
      proxy.awaitPassage();
    } catch (InterruptedException over) {
      Thread.currentThread().interrupt();
    }
  }

  private void pass(WireMessage message) throws IOException, InterruptedException {
    proxy.awaitPassage();
    message.write(toDatabase);
  }

  /** Whether the message was dealt with. */
  private boolean meetsFault(WireMessage message) throws IOException, InterruptedException {
    var executed = statements.in(message);
    if (executed == null) {
      return false;
    }
    if (executed.stripLeading().regionMatches(true, 0, "ROLLBACK", 0, 8)) {
      statements.endTransaction();
    }
    if (!ExecutedStatements.commits(executed)) {
      return false;
    }
    var armed = proxy.take(name, statements.takeTransaction());
    if (armed == null) {
      return false;
    }
    switch (armed.fault()) {
      case CUT_BEFORE -> {
        reset();
        armed.action().run();
        return true;
      }
      case DELAY -> {
        Round.lastFor(PostgresProxy.DELAY);
        armed.action().run();
      }
      case LOSE_REPLY, SILENCE_REPLY, RUN_BEFORE_REPLY -> atReply = armed;
    }
    return false;
  }

  void pumpAnswers() {
    try {
      while (true) {
        var message = WireMessage.read(answers);
        var armed = atReply;
        if (armed != null && isCommitted(message)) {
          atReply = null;
          toClient.flush();
          meet(armed);
        } else if (armed != null && message.type() == 'Z') {
          // The COMMIT failed.
          atReply = null;
          proxy.armAgain(armed);
        } else if (message.type() == 'S' && message.text(0).equals("application_name")) {
          // Told whenever it is set: in the first message, or by a statement.
          name = message.text(message.after(0));
        }
        if (!silent) {
          proxy.awaitPassage();
          message.write(toClient);
          if (answers.available() == 0) {
            toClient.flush();
          }
        }
      }
    } catch (IOException gone) {
      // One side has gone; so does the other, once that gets through.
    } catch (InterruptedException over) {
      Thread.currentThread().interrupt();
    }
    awaitPassage();
    if (!silent) {
      close(client);
    }
    close(database);
    proxy.forget(this);
  }

  private void meet(PostgresProxy.Armed armed) {
    switch (armed.fault()) {
      case LOSE_REPLY -> reset();
      case SILENCE_REPLY -> silent = true;
      case RUN_BEFORE_REPLY, CUT_BEFORE, DELAY -> {}
    }
    armed.action().run();
  }

  private static boolean isCommitted(WireMessage message) {
    return message.type() == 'C' && java.util.Arrays.equals(message.body(), COMMITTED);
  }

  /** From now on the client hears nothing, not even that the server has gone. */
  void silence() {
    silent = true;
  }

  void reset() {
    reset(client);
    reset(database);
    proxy.forget(this);
  }

  static void reset(Socket socket) {
    try {
      socket.setSoLinger(true, 0);
    } catch (IOException alreadyGone) {
      // It is closed below all the same.
    }
    close(socket);
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException alreadyGone) {
      // That was to be reached.
    }
  }
}
