package io.holdfast.webhook;

import io.holdfast.event.Position;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/**
 * What became of an event on its way to a webhook.
 *
 * @param id the event's
 * @param status pending, delivered or parked
 * @param responseStatus of the last attempt; null where there was no answer
 * @param error why there was none
 * @param nextAttemptAt null unless it is pending
 */
@RegisterForReflection
public record DeliveryView(
    String id,
    String type,
    String subject,
    String status,
    int attempts,
    @Nullable Integer responseStatus,
    @Nullable String error,
    Instant createdAt,
    @Nullable Instant lastAttemptAt,
    @Nullable Instant nextAttemptAt) {

  static DeliveryView of(ResultSet row, String shop) throws SQLException {
    return new DeliveryView(
        new Position(row.getLong("number"), row.getInt("place")).id(shop),
        row.getString("type"),
        row.getString("subject"),
        row.getString("status"),
        row.getInt("attempts"),
        row.getObject("response_status", Integer.class),
        row.getString("error"),
        row.getObject("created_at", OffsetDateTime.class).toInstant(),
        instant(row, "attempted_at"),
        instant(row, "due_at"));
  }

  private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
    var time = row.getObject(column, OffsetDateTime.class);
    return time == null ? null : time.toInstant();
  }
}
