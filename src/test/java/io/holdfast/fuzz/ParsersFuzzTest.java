package io.holdfast.fuzz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.event.Position;
import io.holdfast.idempotency.IdempotencyKey;
import io.holdfast.platform.http.Cursor;
import io.holdfast.platform.http.Preconditions;
import io.holdfast.platform.http.Text;
import io.holdfast.platform.problem.Problem;
import io.holdfast.platform.problem.ProblemType;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/**
 * Random text for all that reads headers and cursors: it is understood, or refused as invalid, and
 * nothing else happens. {@code -Dfuzz.seed} repeats a run.
 */
class ParsersFuzzTest {

  private static final int TIMES = 50_000;
  private static final String SIGNS =
      "\"\"\"WW//,,**  \t;|=:.-_+01239azAZ\0\u00e9\u20ac\ud83d\udca9\n";

  private final long seed = Long.getLong("fuzz.seed", System.nanoTime());
  private final Random random = new Random(seed);

  @Test
  void aCursorIsOneThatWasGivenOrRefused() {
    refusesOrAccepts(
        text -> {
          var parts = Cursor.parts(text);
          assertThat(parts).isNotNull();
          assertThat(Cursor.of(parts.toArray())).isEqualTo(text);
        });
  }

  @Test
  void aCursorComesBackAsItWent() {
    for (var i = 0; i < TIMES; i++) {
      var parts = List.of(text().replace("|", "").replace("\0", ""), Long.toString(i));
      var storable = parts.stream().allMatch(Text::storable);
      if (storable) {
        assertThat(Cursor.parts(Cursor.of(parts.toArray()))).as("seed %d", seed).isEqualTo(parts);
      }
    }
  }

  @Test
  void anEventIdIsOfItsShopOrRefused() {
    refusesOrAccepts(
        text -> {
          var position = Position.of("shop", text, "Last-Event-ID");
          assertThat(Position.of("shop", position.id("shop"), "f")).isEqualTo(position);
        });
    for (var i = 0; i < TIMES; i++) {
      var position = new Position(random.nextLong() >>> 5, random.nextInt(Integer.MAX_VALUE));
      assertThat(Position.of("shop", position.id("shop"), "f")).isEqualTo(position);
      assertRefused(() -> Position.of("other", position.id("shop"), "f"), position.id("shop"));
    }
  }

  @Test
  void anIfMatchAllowsTheVersionsThatItNamesAndNoOthers() {
    refusesOrAccepts(
        text -> {
          var condition = Preconditions.optional(text);
          var any = text.strip().equals("*");
          for (var version = 0; version < 30; version++) {
            // Only what stands there in quotes can be meant.
            var named = text.contains("\"" + version + "\"") || text.contains("\"" + version + ".");
            assertThat(any || named || !condition.allows(version))
                .as("seed %d: %s allows %d", seed, text, version)
                .isTrue();
          }
        });
    for (var version = 0L; version < TIMES; version++) {
      var list = "W/\"7\", \"" + version + "\"," + "\"x\"";
      assertThat(Preconditions.optional(list).allows(version)).isTrue();
      assertThat(Preconditions.optional(list).allows(version + 1)).isFalse();
      // A tag is compared sign by sign, and none that was given out begins so.
      assertThat(Preconditions.optional("\"0" + version + "\"").allows(version)).isFalse();
    }
  }

  @Test
  void anIdempotencyKeyIsVisibleAsciiOrRefused() {
    refusesOrAccepts(
        text -> {
          var key = IdempotencyKey.of("me", text, "POST", "/", new byte[0]);
          assertThat(key).isNotNull();
          assertThat(key.key()).isEqualTo(text).matches("[!-~]{1,255}");
        });
  }

  @Test
  void aShopOrSkuIsPlainOrNone() {
    for (var i = 0; i < TIMES; i++) {
      var text = text();
      var plain = !text.isEmpty() && text.length() <= 64;
      for (var at = 0; at < text.length(); at++) {
        var sign = text.charAt(at);
        var letter = (sign >= 'a' && sign <= 'z') || (sign >= 'A' && sign <= 'Z');
        var digit = sign >= '0' && sign <= '9';
        plain &= letter || digit || (at > 0 && (sign == '.' || sign == '_' || sign == '-'));
      }
      assertThat(Text.isCode(text)).as("seed %d: %s", seed, text).isEqualTo(plain);
    }
  }

  private void refusesOrAccepts(Consumer<String> parser) {
    for (var i = 0; i < TIMES; i++) {
      var text = text();
      try {
        parser.accept(text);
      } catch (Problem refused) {
        assertThat(refused.type()).isEqualTo(ProblemType.VALIDATION);
      } catch (RuntimeException defect) {
        throw new AssertionError("seed %d: “%s”".formatted(seed, text), defect);
      }
    }
  }

  private void assertRefused(Runnable parser, String text) {
    assertThatThrownBy(parser::run).as("seed %d: %s", seed, text).isInstanceOf(Problem.class);
  }

  /** Random signs; every other time in base64, as cursors are, and sometimes very long. */
  private String text() {
    var length = random.nextInt(50) == 0 ? 300 : random.nextInt(12);
    var text = new StringBuilder();
    for (var i = 0; i < length; i++) {
      text.append(SIGNS.charAt(random.nextInt(SIGNS.length())));
    }
    if (random.nextInt(3) == 0) {
      text.insert(0, "shop|" + random.nextInt(100) + "|" + random.nextInt(100));
    }
    if (random.nextBoolean()) {
      return text.toString();
    }
    var bytes = text.toString().getBytes(java.nio.charset.StandardCharsets.UTF_8);
    if (bytes.length > 0 && random.nextInt(4) == 0) {
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
    }
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
