import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/**
 * Sends POST requests at a fixed rate, whatever becomes of the ones before, and times each answer
 * from the moment its request was meant to be sent: a server that stalls cannot slow the questions
 * down, and what waits here for a connection waits on its account. One thread.
 *
 * <p>usage: java OpenLoop.java port path body requests-per-second seconds connections key-prefix
 */
public class OpenLoop {

  private static final byte[] LENGTH = "\r\ncontent-length: ".getBytes(ISO_8859_1);
  private static final byte[] END = "\r\n\r\n".getBytes(ISO_8859_1);
  private static final long PATIENCE_NANOS = 10_000_000_000L;
  private static final long COLD_NANOS = 1_000_000_000L;

  /** One connection and what it waits for. */
  private static final class Connection {
    final ByteBuffer in = ByteBuffer.allocate(16 * 1024);
    SocketChannel channel;
    ByteBuffer out;
    long intended;
    boolean busy;
  }

  /** Nanoseconds, of one status; what the first second brought is counted only: this JVM is cold. */
  private static final class Times {
    long[] values = new long[1024];
    int count;
    int cold;

    void add(long value, boolean isCold) {
      if (isCold) {
        cold++;
        return;
      }
      if (count == values.length) {
        values = Arrays.copyOf(values, 2 * count);
      }
      values[count++] = value;
    }

    String json() {
      Arrays.sort(values, 0, count);
      return "{\"count\":%d,\"p50ms\":%.3f,\"p90ms\":%.3f,\"p99ms\":%.3f,\"maxms\":%.3f}"
          .formatted(count + cold, at(0.5), at(0.9), at(0.99), at(1));
    }

    private double at(double share) {
      return count == 0 ? 0 : values[(int) Math.max(0, Math.ceil(share * count) - 1)] / 1e6;
    }
  }

  private final InetSocketAddress server;
  private final String head;
  private final String tail;
  private final Selector selector = Selector.open();
  private final ArrayDeque<Connection> idle = new ArrayDeque<>();
  private final ArrayDeque<Long> waiting = new ArrayDeque<>();
  private final Map<Integer, Times> answers = new TreeMap<>();
  private final Times late = new Times();
  private long warmFrom;
  private long lastAnswer;
  private int inFlight;
  private int sent;
  private int broken;

  private OpenLoop(int port, String path, String body, String prefix) throws IOException {
    server = new InetSocketAddress("127.0.0.1", port);
    head =
        "POST %s HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nIdempotency-Key: %s"
            .formatted(path, prefix);
    tail = "\r\nContent-Length: %d\r\n\r\n%s".formatted(body.length(), body);
  }

  public static void main(String[] args) throws IOException {
    var loop = new OpenLoop(Integer.parseInt(args[0]), args[1], args[2], args[6]);
    for (var i = Integer.parseInt(args[5]); i > 0; i--) {
      var connection = new Connection();
      loop.connect(connection);
      loop.idle.add(connection);
    }
    loop.run(Double.parseDouble(args[3]), Double.parseDouble(args[4]));
  }

  private void run(double rate, double seconds) throws IOException {
    var start = System.nanoTime();
    warmFrom = start + COLD_NANOS;
    var all = (long) (rate * seconds);
    var end = start + (long) (seconds * 1e9);
    var due = 0L;
    while (due < all || (inFlight + waiting.size() > 0 && System.nanoTime() < end + PATIENCE_NANOS)) {
      var now = System.nanoTime();
      for (; due < all && start + (long) (due * 1e9 / rate) <= now; due++) {
        waiting.add(start + (long) (due * 1e9 / rate));
      }
      while (!waiting.isEmpty() && !idle.isEmpty()) {
        send(idle.poll(), waiting.poll());
      }
      selector.select(this::ready, 1);
    }
    var byStatus = new StringBuilder();
    answers.forEach(
        (status, times) ->
            byStatus.append(byStatus.isEmpty() ? "" : ",").append("\"" + status + "\":" + times.json()));
    System.out.printf(
        "RESULT {\"rate\":%.1f,\"seconds\":%.3f,\"elapsed\":%.3f,\"sent\":%d,\"unanswered\":%d,\"unsent\":%d,\"broken\":%d,"
            + "\"sentLate\":%s,\"answers\":{%s}}%n",
        rate, seconds, (lastAnswer - start) / 1e9, sent, inFlight, waiting.size(), broken, late.json(), byStatus);
    System.exit(0);
  }

  private void connect(Connection connection) throws IOException {
    connection.channel = SocketChannel.open(server);
    connection.channel.configureBlocking(false);
    connection.channel.setOption(java.net.StandardSocketOptions.TCP_NODELAY, true);
    connection.channel.register(selector, SelectionKey.OP_READ, connection);
    connection.busy = false;
    connection.in.clear();
  }

  private void send(Connection connection, long intended) throws IOException {
    connection.intended = intended;
    connection.busy = true;
    connection.out = ByteBuffer.wrap((head + sent++ + tail).getBytes(ISO_8859_1));
    inFlight++;
    late.add(System.nanoTime() - intended, intended < warmFrom);
    write(connection);
  }

  private void write(Connection connection) {
    try {
      connection.channel.write(connection.out);
      connection
          .channel
          .keyFor(selector)
          .interestOps(
              connection.out.hasRemaining()
                  ? SelectionKey.OP_READ | SelectionKey.OP_WRITE
                  : SelectionKey.OP_READ);
    } catch (IOException lost) {
      replace(connection);
    }
  }

  private void ready(SelectionKey key) {
    var connection = (Connection) key.attachment();
    if (key.isWritable()) {
      write(connection);
    }
    if (!key.isValid() || !key.isReadable()) {
      return;
    }
    try {
      if (connection.channel.read(connection.in) < 0) {
        replace(connection);
      } else if (connection.busy) {
        answered(connection);
      }
    } catch (IOException lost) {
      replace(connection);
    }
  }

  /** Byte by byte rather than as text: what is spent here is missing where the orders are placed. */
  private void answered(Connection connection) {
    var in = connection.in.array();
    var end = connection.in.position();
    var body = behind(END, in, end);
    if (body < 0 || end < body + number(in, behind(LENGTH, in, body))) {
      return;
    }
    lastAnswer = System.nanoTime();
    answers
        .computeIfAbsent(number(in, 9), status -> new Times())
        .add(lastAnswer - connection.intended, connection.intended < warmFrom);
    connection.in.clear();
    connection.busy = false;
    inFlight--;
    idle.add(connection);
  }

  /** Where it goes on after the first of these, whatever its letters' case; -1 without any. */
  private static int behind(byte[] wanted, byte[] in, int end) {
    for (var start = 0; start + wanted.length <= end; start++) {
      var same = 0;
      while (same < wanted.length && lower(in[start + same]) == wanted[same]) {
        same++;
      }
      if (same == wanted.length) {
        return start + same;
      }
    }
    return -1;
  }

  private static int lower(byte letter) {
    return letter >= 'A' && letter <= 'Z' ? letter + 'a' - 'A' : letter;
  }

  private static int number(byte[] in, int start) {
    if (start < 0) {
      throw new IllegalStateException("an answer without a content-length");
    }
    var number = 0;
    for (var at = start; in[at] >= '0' && in[at] <= '9'; at++) {
      number = 10 * number + in[at] - '0';
    }
    return number;
  }

  /** The server closed the connection; what it was asked there has no answer. */
  private void replace(Connection connection) {
    try {
      connection.channel.close();
      var wasBusy = connection.busy;
      if (wasBusy) {
        broken++;
        inFlight--;
      }
      connect(connection);
      if (wasBusy) {
        idle.add(connection);
      }
    } catch (IOException gone) {
      broken++;
    }
  }
}
