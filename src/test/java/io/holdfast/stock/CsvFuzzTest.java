package io.holdfast.stock;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.platform.http.Json;
import io.holdfast.platform.problem.Problem;
import io.holdfast.platform.problem.ProblemType;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.ByteArrayInputStream;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Random bytes that look a little like CSV: each row is one to import or one that says what is
 * wrong with it, and the end is reached. {@code -Dfuzz.seed} repeats a run.
 */
@QuarkusTest
class CsvFuzzTest {

  private static final int TIMES = 10_000;
  private static final String SIGNS = "\"\"\",,,,\r\n\n;'=+-@ aB09.\0\ufffd\u20ac\ufeff";
  private static final String[] HEADERS = {
    "sku",
    "sku,name",
    "name,sku,onHand",
    "sku,delta,location",
    "sku,sku",
    "sku,colour",
    "\"sku\"",
    ""
  };

  private final long seed = Long.getLong("fuzz.seed", System.nanoTime());
  private final Random random = new Random(seed);

  @Inject Json json;

  @Test
  void whateverIsUploadedIsReadToItsEnd() {
    var readable = 0;
    for (var i = 0; i < TIMES; i++) {
      var body = body();
      try {
        readable += rows(body);
      } catch (Problem refused) {
        assertThat(refused.type()).isEqualTo(ProblemType.VALIDATION);
      } catch (RuntimeException defect) {
        throw new AssertionError("seed %d: %s".formatted(seed, new String(body, UTF_8)), defect);
      }
    }
    assertThat(readable).as("rows that could be imported, seed %d", seed).isPositive();
  }

  private int rows(byte[] body) {
    var rows = CsvRows.of(new ByteArrayInputStream(body), json);
    var readable = 0;
    for (var last = 1L; rows.hasNext(); ) {
      var row = rows.next();
      assertThat(row.number()).isGreaterThan(last);
      last = row.number();
      assertThat(row.content() == null).isEqualTo(row.error() != null);
      if (row.content() != null) {
        assertThat(NewItem.isSku(row.content().sku())).isTrue();
        readable++;
      }
    }
    return readable;
  }

  private byte[] body() {
    var text = new StringBuilder(HEADERS[random.nextInt(HEADERS.length)]).append('\n');
    for (var row = random.nextInt(5); row > 0; row--) {
      text.append(random.nextBoolean() ? "SKU" + random.nextInt(9) + "," : "");
      for (var sign = random.nextInt(12); sign > 0; sign--) {
        text.append(SIGNS.charAt(random.nextInt(SIGNS.length())));
      }
      text.append('\n');
    }
    var bytes = text.toString().getBytes(UTF_8);
    if (random.nextInt(3) == 0) {
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
    }
    return bytes;
  }
}
