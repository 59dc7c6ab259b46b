package io.holdfast.order;

import io.holdfast.platform.http.Cursor;
import io.holdfast.platform.http.Limits;
import io.holdfast.platform.http.Text;
import io.holdfast.platform.problem.Problem;
import io.holdfast.reservation.decision.Order;
import io.holdfast.reservation.decision.OrderStatus;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a list of orders is narrowed to; null stands for no bound. {@code from} is inclusive, {@code
 * to} is not.
 */
public record OrderFilter(
    @Nullable OrderStatus status,
    @Nullable String customer,
    @Nullable String sku,
    @Nullable OffsetDateTime from,
    @Nullable OffsetDateTime to,
    @Nullable Position after) {

  /** Where a page ended. */
  public record Position(OffsetDateTime createdAt, UUID id) {

    static String cursor(Order order) {
      return Cursor.of(ChronoUnit.MICROS.between(Instant.EPOCH, order.createdAt()), order.id());
    }

    private static @Nullable Position of(@Nullable String cursor) {
      var parts = Cursor.parts(cursor);
      if (parts == null) {
        return null;
      }
      if (parts.size() != 2 || !parts.get(0).matches("\\d{1,18}")) {
        throw Cursor.invalid();
      }
      var micros = Long.parseLong(parts.get(0));
      return new Position(
          Instant.EPOCH.plus(micros, ChronoUnit.MICROS).atOffset(ZoneOffset.UTC),
          Text.uuid(parts.get(1)).orElseThrow(Cursor::invalid));
    }
  }

  /**
   * From the parameters of a query.
   *
   * @throws Problem {@code validation} for a malformed parameter
   */
  public static OrderFilter of(
      @Nullable String status,
      @Nullable String customer,
      @Nullable String sku,
      @Nullable String from,
      @Nullable String to,
      @Nullable String after) {
    if (customer != null && customer.length() > Limits.LABEL) {
      throw Problem.invalid("customer", "must be at most " + Limits.LABEL + " characters");
    }
    if (sku != null && !Text.isCode(sku)) {
      throw Problem.invalid("sku", "must match " + Text.CODE);
    }
    return new OrderFilter(
        status(status),
        customer == null ? null : Text.storable("customer", customer),
        sku,
        time("from", from),
        time("to", to),
        Position.of(after));
  }

  private static @Nullable OrderStatus status(@Nullable String status) {
    if (status == null) {
      return null;
    }
    return Stream.of(OrderStatus.values())
        .filter(known -> known.name().equals(status))
        .findAny()
        .orElseThrow(
            () ->
                Problem.invalid(
                    "status", "must be one of " + Stream.of(OrderStatus.values()).toList()));
  }

  private static @Nullable OffsetDateTime time(String parameter, @Nullable String text) {
    if (text == null) {
      return null;
    }
    try {
      var time = OffsetDateTime.parse(text);
      if (time.getYear() >= 1970 && time.getYear() <= 9999) {
        return time;
      }
    } catch (DateTimeException malformed) {
      throw invalidTime(parameter);
    }
    throw invalidTime(parameter);
  }

  private static Problem invalidTime(String parameter) {
    return Problem.invalid(parameter, "must be an RFC 3339 time such as 2026-01-31T12:00:00Z");
  }
}
