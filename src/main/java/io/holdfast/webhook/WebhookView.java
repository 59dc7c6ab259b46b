package io.holdfast.webhook;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A webhook as callers see it.
 *
 * @param types all if null
 * @param secret told once, when it is created
 * @param version always 1: what it says does not change
 */
@RegisterForReflection
public record WebhookView(
    UUID id,
    String url,
    @Nullable List<String> types,
    @Nullable String description,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String secret,
    Instant createdAt,
    long version) {

  static final String COLUMNS = "id, url, types, description, created_at";

  static WebhookView of(ResultSet row) throws SQLException {
    var types = row.getArray("types");
    return new WebhookView(
        row.getObject("id", UUID.class),
        row.getString("url"),
        types == null ? null : List.of((String[]) types.getArray()),
        row.getString("description"),
        null,
        row.getObject("created_at", OffsetDateTime.class).toInstant(),
        1);
  }

  String etag() {
    return "\"" + version + "\"";
  }
}
