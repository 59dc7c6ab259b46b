package io.holdfast.drill;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Something that a client wants done once, under a key of its own, however often it has to ask. It
 * is asked for by one thread at a time.
 */
final class Operation {

  enum Kind {
    PLACE,
    CONFIRM,
    CANCEL,
    ADJUST
  }

  private final Kind kind;
  private final String key;
  private final String path;
  private final String body;
  private final String subject;
  private volatile long started;
  private volatile long ended;
  private volatile boolean doubtful;
  private volatile Http.@Nullable Answer answer;

  private Operation(Kind kind, String key, String path, String body, String subject) {
    this.kind = kind;
    this.key = key;
    this.path = path;
    this.body = body;
    this.subject = subject;
  }

  static Operation place(String key, String lines, String more) {
    var body = "{\"reference\":\"%s\",\"lines\":[%s]%s}".formatted(key, lines, more);
    return new Operation(Kind.PLACE, key, "/api/v1/orders", body, key);
  }

  static Operation step(Kind kind, String key, String order) {
    var step = kind == Kind.CONFIRM ? "/confirm" : "/cancel";
    return new Operation(kind, key, "/api/v1/orders/" + order + step, "", order);
  }

  static Operation adjust(String key, String sku, int delta) {
    var body = "{\"delta\":%d,\"reason\":\"%s\"}".formatted(delta, delta < 0 ? "lost" : "found");
    return new Operation(Kind.ADJUST, key, "/api/v1/items/" + sku + "/adjustments", body, sku);
  }

  static String line(String sku, int quantity) {
    return "{\"sku\":\"%s\",\"quantity\":%d}".formatted(sku, quantity);
  }

  Kind kind() {
    return kind;
  }

  String key() {
    return key;
  }

  String path() {
    return path;
  }

  String body() {
    return body;
  }

  /** The order that a step is about, the SKU of an adjustment, the reference of a new order. */
  String subject() {
    return subject;
  }

  void begin() {
    if (started == 0) {
      started = System.nanoTime();
    }
  }

  /** An attempt went without an answer, or was told to come back. */
  void doubt() {
    doubtful = true;
  }

  void end(Http.Answer given) {
    ended = System.nanoTime();
    answer = given;
  }

  boolean isDoubtful() {
    return doubtful;
  }

  boolean isAnswered() {
    return answer != null;
  }

  boolean isAcknowledged() {
    return answer != null && Objects.requireNonNull(answer).isSuccess();
  }

  Http.Answer answer() {
    return Objects.requireNonNull(answer);
  }

  /** When it was first asked for: what it changed, it changed later. */
  long started() {
    return started;
  }

  /** When it was answered: what it changed, it changed earlier. */
  long ended() {
    return ended;
  }

  @Override
  public String toString() {
    return kind + " " + key + " " + path + " " + body;
  }
}
