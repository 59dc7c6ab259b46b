package io.holdfast.fuzz;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * HTTP/1.1 byte by byte over one connection that is kept, for what no client library would send.
 * Not thread-safe.
 */
final class Wire implements AutoCloseable {

  private static final int TIMEOUT_MILLIS = 10_000;

  private final String host;
  private final int port;
  private @Nullable Socket socket;

  Wire(String host, int port) {
    this.host = host;
    this.port = port;
  }

  /**
   * An answer.
   *
   * @param headers by name in lower case, the first of each
   * @param body empty for a stream, of which nothing is read
   */
  @SuppressWarnings("ArrayRecordComponent") // nobody compares two of them
  record Answer(int status, Map<String, String> headers, byte[] body) {

    String header(String name) {
      return headers.getOrDefault(name.toLowerCase(Locale.ROOT), "");
    }

    /** Without its parameters. */
    String mediaType() {
      return header("content-type").split(";", 2)[0].strip();
    }

    String text() {
      return new String(body, java.nio.charset.StandardCharsets.UTF_8);
    }
  }

  Answer send(Attempt attempt) throws IOException {
    try {
      return exchange(attempt);
    } catch (EOFException | java.net.SocketException stale) {
      // A kept connection may have been closed meanwhile; on a new one that is no excuse.
      close();
      return exchange(attempt);
    }
  }

  private Answer exchange(Attempt attempt) throws IOException {
    if (socket == null) {
      socket = new Socket(host, port);
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(TIMEOUT_MILLIS);
    }
    var connection = socket;
    connection.getOutputStream().write(attempt.bytes());
    connection.getOutputStream().flush();
    var in = new BufferedInputStream(connection.getInputStream());
    var status = Integer.parseInt(line(in).split(" ", 3)[1]);
    var headers = new TreeMap<String, String>();
    for (var line = line(in); !line.isEmpty(); line = line(in)) {
      var header = line.split(":", 2);
      headers.putIfAbsent(header[0].toLowerCase(Locale.ROOT), header[1].strip());
    }
    var head = new Answer(status, headers, new byte[0]);
    var stream = head.mediaType().equals("text/event-stream");
    var answer = stream ? head : new Answer(status, headers, body(in, head, attempt.method()));
    if (stream || attempt.brokenHttp() || head.header("connection").equalsIgnoreCase("close")) {
      close();
    }
    return answer;
  }

  private static byte[] body(InputStream in, Answer head, String method) throws IOException {
    if (method.equals("HEAD") || head.status() == 204 || head.status() == 304) {
      return new byte[0];
    }
    if (head.headers().containsKey("content-length")) {
      return in.readNBytes(Integer.parseInt(head.header("content-length")));
    }
    if (!head.header("transfer-encoding").equalsIgnoreCase("chunked")) {
      return in.readAllBytes();
    }
    var body = new ByteArrayOutputStream();
    for (var size = size(in); size > 0; size = size(in)) {
      body.write(in.readNBytes(size));
      line(in);
    }
    line(in);
    return body.toByteArray();
  }

  private static int size(InputStream in) throws IOException {
    return Integer.parseInt(line(in).split(";", 2)[0].strip(), 16);
  }

  private static String line(InputStream in) throws IOException {
    var line = new ByteArrayOutputStream();
    for (var next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0) {
        throw new EOFException("The service has closed the connection");
      }
      line.write(next);
    }
    return line.toString(ISO_8859_1).stripTrailing();
  }

  @Override
  public void close() throws IOException {
    if (socket != null) {
      socket.close();
      socket = null;
    }
  }
}
