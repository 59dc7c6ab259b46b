package io.holdfast.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLEncoder;
import java.util.List;
import java.util.Random;

/** Good requests with one thing wrong outside of their body. Not thread-safe. */
final class Mutations {

  private static final List<String> NO_ETAGS =
      List.of("garbage", "\"open", "1", "\"1\" \"2\"", "\"1\";x", ",", "W/1", "", "\"1\",,");
  private static final List<String> NO_KEYS =
      List.of("", " ", "two words", "k".repeat(256), "schl\u00fcssel", "tab\tbed");
  private static final List<String> NO_SHOPS =
      List.of("", "-a", "a/b", "a".repeat(65), "two shops", "sh\u00f6p", "'; DROP TABLE item; --");
  private static final List<String> NO_TYPES =
      List.of(
          "text/plain",
          "application/xml",
          "application/json;charset=utf-16",
          "multipart/form-data; boundary=b",
          "application/x-www-form-urlencoded",
          "garbage",
          "*/*",
          ";;;",
          "");
  private static final List<String> ACCEPTS =
      List.of("text/html", "image/png;q=0.5", "garbage", "*/*;q=0", "a/b/c", "application/*", "");

  private final World world;
  private final Hostile hostile;
  private final Random random;

  Mutations(World world, Hostile hostile, Random random) {
    this.world = world;
    this.hostile = hostile;
    this.random = random;
  }

  Attempt query(Attempt attempt) {
    var parameters = attempt.operation().parameters("query");
    var parameter = parameters.get(random.nextInt(parameters.size())).name();
    var value =
        switch (random.nextInt(6)) {
          case 0 -> "%zz";
          case 1 -> "";
          case 2 -> String.valueOf(world.anyCursor());
          case 3 -> List.of("0", "1", "200", "201", "-1", "1.0", "01", "+1").get(random.nextInt(8));
          default -> URLEncoder.encode(hostile.text(), UTF_8);
        };
    var path = attempt.target().split("\\?", 2)[0];
    if (random.nextInt(12) == 0) {
      return attempt
          .to(path + "?" + parameter + "=1&" + parameter + "=1")
          .because("a query: " + parameter + " twice")
          .hopeless("it has a parameter twice");
    }
    var mutated = attempt.to(path + "?" + parameter + "=" + value).because("a query: " + parameter);
    // What cannot be decoded, or is too long for a request line, is refused by the HTTP layer.
    return value.equals("%zz") || value.length() > 3000 ? mutated.broken() : mutated;
  }

  Attempt header(Attempt attempt) {
    var operation = attempt.operation();
    return switch (random.nextInt(11)) {
      case 0, 1 -> {
        var mutated = attempt.with("If-Match", one(NO_ETAGS)).because("a malformed If-Match");
        yield operation.hasHeader("If-Match")
            ? mutated.without("Idempotency-Key").hopeless("If-Match is malformed")
            : mutated;
      }
      case 2 -> {
        var mutated = attempt.with("If-Match", "\"999999999\"").because("a stale If-Match");
        yield operation.hasHeader("If-Match")
            ? mutated.without("Idempotency-Key").hopeless("If-Match is stale")
            : mutated;
      }
      case 3 -> attempt.without("If-Match").without("If-None-Match").because("no condition");
      case 4 -> {
        var mutated = attempt.with("Idempotency-Key", one(NO_KEYS)).because("a malformed key");
        yield operation.hasHeader("Idempotency-Key")
            ? mutated.hopeless("its key is malformed")
            : mutated;
      }
      case 5 ->
          attempt
              .with("Idempotency-Key", "one")
              .twice("Idempotency-Key", "two")
              .because("two keys")
              .hopeless("it has two keys");
      case 6 -> attempt.with("Holdfast-Shop", one(NO_SHOPS)).because("a malformed shop");
      case 7 -> attempt.with("Accept", one(ACCEPTS)).because("another Accept");
      case 8 -> attempt.with("Last-Event-ID", id()).because("another Last-Event-ID");
      case 9 -> attempt.with("X-Long", "x".repeat(7000)).because("a long header").broken();
      default -> contentType(attempt);
    };
  }

  private Attempt contentType(Attempt attempt) {
    var body = attempt.body();
    if (body == null || body.length == 0) {
      return attempt.with("Content-Type", one(NO_TYPES)).because("a type of no body");
    }
    if (random.nextInt(4) == 0) {
      return attempt
          .with("Content-Encoding", "gzip")
          .because("a compressed body")
          .hopeless("its body is compressed");
    }
    return attempt
        .with("Content-Type", one(NO_TYPES))
        .because("a body of another type")
        .hopeless("its body is of another type");
  }

  private String id() {
    var cursor = world.anyCursor();
    return random.nextBoolean() || cursor == null
        ? URLEncoder.encode(hostile.text(), UTF_8)
        : cursor;
  }

  /** A method that the path does not offer. */
  Attempt method(Attempt attempt, List<Operation> operations) {
    var offered =
        operations.stream()
            .filter(operation -> operation.path().equals(attempt.operation().path()))
            .map(Operation::method)
            .toList();
    var others =
        List.of("BREW", "GET", "PUT", "POST", "DELETE", "PATCH").stream()
            .filter(method -> !offered.contains(method))
            .toList();
    var mutated = attempt.because("another method");
    return new Attempt(
        mutated.operation(),
        one(others),
        mutated.target(),
        mutated.headers(),
        mutated.body(),
        mutated.what(),
        null,
        false);
  }

  /** What is hardly HTTP. */
  Attempt wire(Attempt attempt) {
    var broken = attempt.broken();
    return switch (random.nextInt(8)) {
      case 0 -> broken.to(attempt.target() + " x").because("a space in the address");
      case 1 -> broken.to(attempt.target() + "?\u00ff").because("a raw byte in the address");
      case 2 -> broken.to(attempt.target() + "?q={|}^`").because("raw signs in the address");
      case 3 -> broken.with("X Y", "z").because("a space in the name of a header");
      case 4 -> broken.with("X-Nul", "a\0b").because("a NUL in a header");
      case 5 ->
          attempt.body() == null
              ? broken.with("Transfer-Encoding", "x").because("an unknown transfer encoding")
              : broken.with("Transfer-Encoding", "chunked").because("two lengths");
      case 6 -> broken.with("X-Long", "x".repeat(20_000)).because("a header that is too long");
      default -> broken.to(attempt.target() + "?" + "x=1&".repeat(3000)).because("a long address");
    };
  }

  private String one(List<String> all) {
    return all.get(random.nextInt(all.size()));
  }
}
