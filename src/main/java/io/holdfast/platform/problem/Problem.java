package io.holdfast.platform.problem;

import jakarta.ws.rs.core.HttpHeaders;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** An error that is the caller's to know. Carries no stack trace: it is an answer, not a defect. */
public final class Problem extends RuntimeException {

  private static final int DEFAULT_RETRY_AFTER_SECONDS = 1;

  private final ProblemType type;
  private final Map<String, Object> members = new LinkedHashMap<>();
  private final Map<String, String> headers = new LinkedHashMap<>();
  private @Nullable Integer retryAfterSeconds;

  public Problem(ProblemType type, String detail) {
    super(detail, null, false, false);
    this.type = type;
  }

  /** A request with one thing wrong. */
  public static Problem invalid(String field, String message) {
    return invalid(List.of(new Violation(field, message)));
  }

  public static Problem invalid(List<Violation> violations) {
    var first = violations.get(0);
    return new Problem(ProblemType.VALIDATION, first.field() + ": " + first.message())
        .with("violations", violations);
  }

  /** Adds a member of the type's own. */
  public Problem with(String member, Object value) {
    members.put(member, value);
    return this;
  }

  /** The same answer, saying which part of the request it is about. */
  public Problem at(String part) {
    if (type == ProblemType.VALIDATION) {
      return this;
    }
    var problem = new Problem(type, part + ": " + detail());
    problem.members.putAll(members);
    problem.headers.putAll(headers);
    problem.retryAfterSeconds = retryAfterSeconds;
    return problem;
  }

  /** Sets {@code Retry-After}. */
  public Problem retryAfter(int seconds) {
    retryAfterSeconds = seconds;
    return this;
  }

  /** Adds a header of the type's own. */
  public Problem header(String name, String value) {
    headers.put(name, value);
    return this;
  }

  /** The headers that the answer has to have, {@code Retry-After} among them. */
  public Map<String, String> headers() {
    var all = new LinkedHashMap<>(headers);
    retryAfterSeconds()
        .ifPresent(seconds -> all.put(HttpHeaders.RETRY_AFTER, Integer.toString(seconds)));
    return all;
  }

  public ProblemType type() {
    return type;
  }

  /** Never null, unlike {@link #getMessage()} by its type. */
  public String detail() {
    return String.valueOf(getMessage());
  }

  Map<String, Object> members() {
    return members;
  }

  /** What {@code Retry-After} says; never empty where the status asks to come back. */
  public OptionalInt retryAfterSeconds() {
    if (retryAfterSeconds != null) {
      return OptionalInt.of(retryAfterSeconds);
    }
    return type.status() == 503 || type.status() == 429
        ? OptionalInt.of(DEFAULT_RETRY_AFTER_SECONDS)
        : OptionalInt.empty();
  }
}
