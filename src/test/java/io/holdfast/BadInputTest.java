package io.holdfast;

import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.quarkus.test.junit.QuarkusTest;
import java.io.ByteArrayOutputStream;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bodies that make no sense are refused, say what is wrong, and change nothing. */
@QuarkusTest
class BadInputTest {

  private static final Api API = new Api("bad-input");
  private static final String SQL = "'; DROP TABLE item; --";

  private String before;

  @BeforeEach
  void remember() {
    if (API.item("BAD").statusCode() == 404) {
      API.createItem("BAD", 5_000_000);
    }
    before = API.state();
  }

  @AfterEach
  void nothingHasChanged() {
    assertThat(API.state()).isEqualTo(before);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0",
        "-1",
        "1.5",
        "1.0",
        "1e3",
        "\"5\"",
        "\"\"",
        "true",
        "null",
        "[]",
        "[1]",
        "{}",
        "9223372036854775807",
        "9223372036854775808",
        "-9223372036854775809",
        "1e400",
        "1000001"
      })
  void aQuantityIsAWholeNumberInRange(String quantity) {
    var body = "{\"lines\":[{\"sku\":\"BAD\",\"quantity\":%s}]}".formatted(quantity);
    Api.assertInvalid(API.json(body).post(Api.ORDERS), "lines[0].quantity");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "1.5", "1.0", "1e3", "\"5\"", "true", "null", "1000000000001"})
  void aDeltaIsAWholeNumberInRange(String delta) {
    var body = "{\"delta\":%s,\"reason\":\"found\"}".formatted(delta);
    Api.assertInvalid(API.json(body).post(Api.ITEMS + "/BAD/adjustments"), "delta");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "007",
        "+1",
        "0x10",
        "1_000",
        "",
        "1,",
        "1}] trailing",
        "NaN",
        "Infinity",
        "-Infinity",
      })
  void whatIsNotANumberInJsonIsNoQuantity(String quantity) {
    var body = "{\"lines\":[{\"sku\":\"BAD\",\"quantity\":%s}]}".formatted(quantity);
    Api.assertRefused(API.json(body).post(Api.ORDERS), 400, "validation");
  }

  static Stream<Arguments> orders() {
    var line = "{\"sku\":\"BAD\",\"quantity\":1}";
    return Stream.of(
        arguments("lines[1].quantity", lines(line("BAD", 600_000), line("BAD", 400_001))),
        arguments(
            "lines[1].location",
            lines(line, "{\"sku\":\"BAD\",\"quantity\":1,\"location\":\"main\"}")),
        arguments("lines", lines()),
        arguments("lines", "{\"lines\":null}"),
        arguments("lines", "{}"),
        arguments("lines", "{\"lines\":{}}"),
        arguments("lines[0]", "{\"lines\":[\"BAD\"]}"),
        arguments("lines", repeated(line, 101)),
        arguments("lines[0].sku", "{\"lines\":[{\"quantity\":1}]}"),
        arguments("lines[0].sku", "{\"lines\":[{\"sku\":7,\"quantity\":1}]}"),
        arguments("lines[0].sku", lines(line("", 1))),
        arguments("lines[0].sku", lines(line("-BAD", 1))),
        arguments("lines[0].sku", lines(line("BAD\\n", 1))),
        arguments("lines[0].sku", lines(line("B".repeat(65), 1))),
        arguments("lines[0].sku", lines(line(SQL, 1))),
        arguments("lines[0].price", lines("{\"sku\":\"BAD\",\"quantity\":1,\"price\":3}")),
        arguments("lines[0].reserved", lines("{\"sku\":\"BAD\",\"quantity\":1,\"reserved\":1}")),
        arguments("id", with("\"id\":\"0190-0\"")),
        arguments("status", with("\"status\":\"FULFILLED\"")),
        arguments("version", with("\"version\":7")),
        arguments("Lines", with("\"Lines\":[]")),
        arguments("customer", with("\"customer\":\"%s\"".formatted("c".repeat(201)))),
        arguments("customer", with("\"customer\":\"\"")),
        arguments("customer", with("\"customer\":7")),
        arguments("hold.seconds", with("\"hold\":{\"seconds\":\" \"}")),
        arguments("hold", with("\"hold\":\"\"")),
        arguments("reference", with("\"reference\":\"%s\"".formatted("r".repeat(201)))),
        arguments("reference", with("\"reference\":\"NUL \\u0000\"")),
        arguments("reference", with("\"reference\":\"lone \\ud800\"")),
        arguments("reference", with("\"reference\":\"swapped \\udc00\\ud800\"")),
        arguments("metadata.a", with("\"metadata\":{\"a\":\"\\ud800 \"}")),
        arguments("metadata", with("\"metadata\":[]")),
        arguments("metadata", with("\"metadata\":\"text\"")),
        arguments("metadata", with("\"metadata\":{\"a\":\"%s\"}".formatted("m".repeat(8192)))),
        arguments("metadata", with("\"metadata\":" + nested(9))));
  }

  @ParameterizedTest
  @MethodSource("orders")
  void anOrderNamesTheFieldThatIsWrong(String field, String body) {
    Api.assertInvalid(API.json(body).post(Api.ORDERS), field);
  }

  static Stream<Arguments> bodies() {
    var good = with("\"reference\":\"é\"");
    return Stream.of(
        arguments("empty", bytes("")),
        arguments("blank", bytes(" \n")),
        arguments("null", bytes("null")),
        arguments("an array", bytes("[" + good + "]")),
        arguments("a number", bytes("5")),
        arguments("text", bytes("\"text\"")),
        arguments("cut short", bytes(good.substring(0, good.length() - 1))),
        arguments("trailing text", bytes(good + " x")),
        arguments("two documents", bytes(good + good)),
        arguments("a comment", bytes("/* c */" + good)),
        arguments("single quotes", bytes(good.replace('"', '\''))),
        arguments("a repeated key", bytes(with("\"reference\":\"a\",\"reference\":\"b\""))),
        arguments("a repeated key in metadata", bytes(with("\"metadata\":{\"a\":1,\"a\":2}"))),
        arguments("a raw NUL", bytes(with("\"reference\":\"\0\""))),
        arguments("a NUL behind the end", bytes(good + "\0")),
        arguments("bad UTF-8", replaced(good, (byte) 0xff)),
        arguments("UTF-16", good.getBytes(UTF_16)),
        arguments("a raw lone surrogate", replaced(good, (byte) 0xed, (byte) 0xa0, (byte) 0x80)),
        arguments("deep metadata", bytes(with("\"metadata\":" + nested(2000)))),
        arguments("deep arrays", bytes("[".repeat(2000) + "]".repeat(2000))),
        arguments("deep and never closed", bytes("[".repeat(500_000))),
        arguments("a huge number", bytes(with("\"metadata\":{\"n\":" + "9".repeat(5000) + "}"))),
        arguments("an endless name", bytes("{\"" + "n".repeat(100_000) + "\":1}")));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("bodies")
  void aBodyIsOneJsonObjectInUtf8(String name, byte[] body) {
    var request = API.request().contentType("application/json").body(body);
    Api.assertRefused(request.post(Api.ORDERS), 400, "validation");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "sku|{\"name\":\"N\"}",
        "sku|{\"name\":\"N\",\"sku\":\"'; DROP TABLE item; --\"}",
        "name|{\"sku\":\"NEW\"}",
        "name|{\"sku\":\"NEW\",\"name\":\"\"}",
        "name|{\"sku\":\"NEW\",\"name\":5}",
        "onHand|{\"sku\":\"NEW\",\"name\":\"N\",\"onHand\":-1}",
        "onHand|{\"sku\":\"NEW\",\"name\":\"N\",\"onHand\":1.0}",
        "onHand|{\"sku\":\"NEW\",\"name\":\"N\",\"onHand\":\"\"}",
        "maxPerOrder|{\"sku\":\"NEW\",\"name\":\"N\",\"maxPerOrder\":\" \"}",
        "onHand|{\"sku\":\"NEW\",\"name\":\"N\",\"onHand\":1000000000001}",
        "backorderLimit|{\"sku\":\"NEW\",\"name\":\"N\",\"backorderLimit\":-1}",
        "lowStockThreshold|{\"sku\":\"NEW\",\"name\":\"N\",\"lowStockThreshold\":\"1\"}",
        "maxPerOrder|{\"sku\":\"NEW\",\"name\":\"N\",\"maxPerOrder\":0}",
        "location|{\"sku\":\"NEW\",\"name\":\"N\",\"location\":\"no where\"}",
        "reserved|{\"sku\":\"NEW\",\"name\":\"N\",\"reserved\":5}",
        "version|{\"sku\":\"NEW\",\"name\":\"N\",\"version\":0}",
        "colour|{\"sku\":\"NEW\",\"name\":\"N\",\"colour\":\"red\"}"
      })
  void anItemNamesTheFieldThatIsWrong(String field, String body) {
    Api.assertInvalid(API.json(body).post(Api.ITEMS), field);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "sku|{\"sku\":\"OTHER\"}",
        "onHand|{\"onHand\":5}",
        "version|{\"version\":5}",
        "name|{\"name\":null}",
        "name|{\"name\":7}",
        "name|{\"name\":\"\"}",
        "maxPerOrder|{\"maxPerOrder\":0}",
        "maxPerOrder|{\"maxPerOrder\":1.0}",
        "backorderLimit|{\"backorderLimit\":\"5\"}",
        "backorderLimit|{\"backorderLimit\":\"\"}",
        "maxPerOrder|{\"maxPerOrder\":\" \"}",
        "body|[]",
        "body|null"
      })
  void aPatchNamesTheFieldThatIsWrong(String field, String body) {
    var request = API.json(body).header("If-Match", API.etag("BAD"));
    Api.assertInvalid(request.patch(Api.ITEMS + "/BAD"), field);
  }

  @ParameterizedTest
  @ValueSource(ints = {501, 10_000})
  void aNameIsNotLongerThanFiveHundredCharacters(int length) {
    var body = "{\"sku\":\"NEW\",\"name\":\"%s\"}".formatted("n".repeat(length));
    Api.assertInvalid(API.json(body).post(Api.ITEMS), "name");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "reason|{\"delta\":1}",
        "reason|{\"delta\":1,\"reason\":\"stolen\"}",
        "location|{\"delta\":1,\"reason\":\"found\",\"location\":\"'\"}",
        "actor|{\"delta\":1,\"reason\":\"found\",\"actor\":\"me\"}"
      })
  void anAdjustmentNamesTheFieldThatIsWrong(String field, String body) {
    Api.assertInvalid(API.json(body).post(Api.ITEMS + "/BAD/adjustments"), field);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "sku|{\"location\":\"main\",\"apply\":false}",
        "location|{\"sku\":\"BAD\",\"location\":\"'\",\"apply\":false}",
        "apply|{\"sku\":\"BAD\",\"location\":\"main\"}",
        "apply|{\"sku\":\"BAD\",\"location\":\"main\",\"apply\":\"true\"}",
        "onHand|{\"sku\":\"BAD\",\"location\":\"main\",\"apply\":true,\"onHand\":5}"
      })
  void aRepairNamesTheFieldThatIsWrong(String field, String body) {
    Api.assertInvalid(API.json(body).post("/api/v1/invariants/repairs"), field);
  }

  private static String line(String sku, long quantity) {
    return "{\"sku\":\"%s\",\"quantity\":%d}".formatted(sku, quantity);
  }

  private static String lines(String... lines) {
    return "{\"lines\":[" + String.join(",", lines) + "]}";
  }

  private static String repeated(String line, int times) {
    return lines(IntStream.range(0, times).mapToObj(i -> line).toArray(String[]::new));
  }

  private static String with(String members) {
    return "{\"lines\":[" + line("BAD", 1) + "]," + members + "}";
  }

  private static String nested(int levels) {
    return IntStream.range(0, levels).mapToObj(i -> "{\"a\":").collect(Collectors.joining())
        + "1"
        + "}".repeat(levels);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }

  /** With other bytes in place of the é. */
  private static byte[] replaced(String text, byte... bytes) {
    var parts = text.split("é", 2);
    var result = new ByteArrayOutputStream();
    result.writeBytes(bytes(parts[0]));
    result.writeBytes(bytes);
    result.writeBytes(bytes(parts[1]));
    return result.toByteArray();
  }
}
