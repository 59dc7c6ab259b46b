package io.holdfast.platform.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.management.UnixOperatingSystemMXBean;
import io.holdfast.Buyers;
import io.holdfast.ServiceProcess;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Ten thousand connections to the packaged service that ask for nothing, and one more than may. */
@Timeout(240)
class ConnectionsIT {

  private static final String ITEM = "{\"sku\":\"CROWD\",\"name\":\"Crowd\",\"onHand\":10}";
  private static final String ORDER = "{\"lines\":[{\"sku\":\"CROWD\",\"quantity\":1}]}";
  private static final byte[] QUESTION =
      "GET /api/v1/items/CROWD HTTP/1.1\r\nHost: h\r\n\r\n".getBytes(ISO_8859_1);

  private static final String HTTP = "HTTP/1.1 ";

  private static final int IDLE = 10_000;
  private static final int BOUND = IDLE + 50;

  /** Of the clients that have waited for the start and that order. */
  private static final int OTHERS = 4;

  private static final long DESCRIPTORS = BOUND + 1_000;
  private static final Duration SOON = Duration.ofSeconds(10);

  private final List<SocketChannel> crowd = new ArrayList<>();

  @TempDir Path directory;

  @Test
  void tenThousandKeepNobodyFromOrderingAndOneMoreThanMayIsClosedAtOnce() throws Exception {
    assertThat(descriptors())
        .as(
            "each of %d connections takes a file descriptor here and one in the service: set"
                + " `ulimit -n %d` or more",
            BOUND, DESCRIPTORS)
        .isGreaterThanOrEqualTo(DESCRIPTORS);
    try (var service =
        ServiceProcess.in(directory)
            .onTestDatabase()
            .with("quarkus.http.limits.max-connections", Integer.toString(BOUND))
            // However slow the machine is, none of them is given up for asking nothing.
            .with("holdfast.http.request-timeout", "PT2M")
            .startReady()) {
      var buyers = new Buyers(service.baseUri());
      assertThat(buyers.insist("/api/v1/items", ITEM).statusCode()).isEqualTo(201);
      for (var i = 0; i < IDLE; i++) {
        crowd.add(open(service.baseUri()));
      }
      assertThat(buyers.insist("/api/v1/orders", ORDER).statusCode()).isEqualTo(201);

      while (isServed(service.baseUri())) {
        assertThat(crowd.size()).isLessThan(BOUND);
      }
      assertThat(crowd.size()).isGreaterThanOrEqualTo(BOUND - OTHERS);
      assertThat(isServed(service.baseUri())).as("and the next one").isFalse();
      assertThat(buyers.insist("/api/v1/orders", ORDER).statusCode()).isEqualTo(201);
      for (var connection : crowd) {
        assertThat(saysNothing(connection)).as("it is still open").isTrue();
      }
      assertThat(answer(crowd.get(0))).startsWith(HTTP);

      for (var connection : crowd.subList(1, 11)) {
        connection.close();
      }
      await().atMost(SOON).until(() -> isServed(service.baseUri()));
    } finally {
      for (var connection : crowd) {
        connection.close();
      }
    }
  }

  private static long descriptors() {
    return ManagementFactory.getPlatformMXBean(UnixOperatingSystemMXBean.class)
        .getMaxFileDescriptorCount();
  }

  private static SocketChannel open(URI service) throws IOException {
    var connection =
        SocketChannel.open(new InetSocketAddress(service.getHost(), service.getPort()));
    // So that none leaves its port behind for a minute.
    connection.setOption(StandardSocketOptions.SO_LINGER, 0);
    return connection;
  }

  /** Whether one more connection gets an answer; it joins the crowd then. */
  private boolean isServed(URI service) throws IOException {
    var connection = open(service);
    if (answer(connection).startsWith(HTTP)) {
      crowd.add(connection);
      return true;
    }
    connection.close();
    return false;
  }

  /** The beginning of it; empty where the service has closed the connection. */
  private static String answer(SocketChannel connection) {
    try {
      connection.configureBlocking(true);
      connection.socket().setSoTimeout((int) SOON.toMillis());
      connection.write(ByteBuffer.wrap(QUESTION));
      var bytes = new byte[4_096];
      var length = connection.socket().getInputStream().read(bytes);
      return length < 0 ? "" : new String(bytes, 0, length, ISO_8859_1);
    } catch (SocketTimeoutException neither) {
      throw new AssertionError("neither answered nor closed", neither);
    } catch (IOException reset) {
      return "";
    }
  }

  /** Whether it is open, and has nothing to say. */
  private static boolean saysNothing(SocketChannel connection) throws IOException {
    connection.configureBlocking(false);
    return connection.read(ByteBuffer.allocate(1)) == 0;
  }
}
