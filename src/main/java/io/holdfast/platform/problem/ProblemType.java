package io.holdfast.platform.problem;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The kinds of errors a caller can meet; their slugs and status codes are part of the HTTP
 * contract.
 */
public enum ProblemType {
  VALIDATION(
      400,
      "Invalid request",
      "Something in the request is malformed, of the wrong type, out of range or unknown. The member"
          + " “violations” names each field and says what is wrong with it. Nothing was changed."),
  UNAUTHORIZED(401, "Not signed in", "The request carries no valid token."),
  FORBIDDEN(403, "Not allowed", "The token does not carry the role that this call needs."),
  NOT_FOUND(
      404,
      "Not found",
      "There is nothing of that name here: no such route, SKU, order or location."),
  METHOD_NOT_ALLOWED(405, "Method not allowed", "This resource does not offer that method."),
  NOT_ACCEPTABLE(
      406, "Not acceptable", "The service cannot answer in any media type that “Accept” names."),
  ALREADY_EXISTS(
      409, "Already exists", "The SKU or location code is taken. A deleted item keeps its SKU."),
  INSUFFICIENT_STOCK(
      409,
      "Not enough stock",
      "At least one line asks for more than can be sold now. The member “lines” lists the short ones."
          + " Nothing was reserved, and a replay with the same key decides again."),
  LIMIT_EXCEEDED(
      409,
      "Purchase limit exceeded",
      "A line asks for more than one order, or one customer, may buy of the item."),
  ORDER_STATE(
      409,
      "Not possible in this status",
      "The order is in a status that this step does not start from. The member “allowed” lists the"
          + " statuses that it can still move to."),
  STOCK_IN_USE(
      409,
      "Stock is promised",
      "The change would leave less on hand than is reserved for orders. Cancel those orders first."),
  IDEMPOTENCY_IN_PROGRESS(
      409,
      "Still running",
      "The first request with this idempotency key has not finished yet. Ask again in a moment."),
  GONE(
      410,
      "No longer kept",
      "Events behind the one that “Last-Event-ID” names have outlived their retention. Read the present"
          + " state and follow the events from now."),
  VERSION_MISMATCH(
      412,
      "Changed meanwhile",
      "The resource is not in the version that “If-Match” names. Read it again and decide anew."),
  PAYLOAD_TOO_LARGE(413, "Too large", "The body is larger than the service accepts."),
  UNSUPPORTED_MEDIA_TYPE(
      415, "Unsupported media type", "The body must be JSON in UTF-8, not compressed, and say so."),
  IDEMPOTENCY_KEY_REUSED(
      422,
      "Key used for another request",
      "This idempotency key was used with another method, path or body. Make a new key per request."),
  PRECONDITION_REQUIRED(
      428,
      "If-Match is missing",
      "Changing this resource needs “If-Match” with the ETag last seen."),
  RATE_LIMITED(429, "Too many requests", "The caller's own rate or quota is used up for now."),
  INTERNAL(
      500,
      "Internal error",
      "A defect in the service. The change was rolled back; the log has the details."),
  CONTENTION(
      503,
      "Too much contention",
      "Others were faster each time and the retry budget ran out. Nothing was reserved; come back"
          + " after “Retry-After” seconds."),
  OVERLOADED(
      503,
      "Overloaded",
      "The request could not be decided before its deadline. Nothing was reserved; come back after"
          + " “Retry-After” seconds."),
  UNAVAILABLE(
      503,
      "Database unavailable",
      "The database cannot be reached. Where the member “outcome” says “unknown”, a repetition with the"
          + " same idempotency key tells what became of the request.");

  private final int status;
  private final String title;
  private final String explanation;

  ProblemType(int status, String title, String explanation) {
    this.status = status;
    this.title = title;
    this.explanation = explanation;
  }

  /** The type that answers at {@code /problems/<slug>}. */
  public static Optional<ProblemType> ofSlug(String slug) {
    return Stream.of(values()).filter(type -> type.slug().equals(slug)).findAny();
  }

  /** The last part of the type's reference. */
  public String slug() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The HTTP status code. */
  public int status() {
    return status;
  }

  public String title() {
    return title;
  }

  /** For people: what it means and what to do. */
  public String explanation() {
    return explanation;
  }
}
