package io.holdfast.order;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonRawValue;
import io.holdfast.idempotency.StoredResponse;
import io.holdfast.platform.http.Json;
import io.holdfast.reservation.decision.Order;
import io.holdfast.reservation.decision.OrderLine;
import io.holdfast.reservation.decision.OrderStatus;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** An order as callers see it. */
@RegisterForReflection
public record OrderView(
    UUID id,
    OrderStatus status,
    @Nullable String customer,
    @Nullable String reference,
    @JsonRawValue
        @Schema(type = org.eclipse.microprofile.openapi.annotations.enums.SchemaType.OBJECT)
        @Nullable String metadata,
    List<Line> lines,
    Instant createdAt,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Instant expiresAt,
    long version) {

  /** A line as callers see it; all counts are units. */
  @RegisterForReflection
  public record Line(
      String sku,
      long requested,
      long reserved,
      long backordered,
      long fulfilled,
      long returned,
      List<Source> allocations) {

    private static Line from(OrderLine line) {
      return new Line(
          line.sku(),
          line.requested(),
          line.reserved(),
          line.backordered(),
          line.fulfilled(),
          line.returned(),
          line.allocations().stream()
              .filter(allocation -> allocation.reserved() > 0)
              .map(allocation -> new Source(allocation.location(), allocation.reserved()))
              .toList());
    }
  }

  /** Units that are reserved at a location. */
  @RegisterForReflection
  public record Source(String location, long quantity) {}

  static final String PATH = "/api/v1/orders/";

  public static OrderView from(Order order) {
    return new OrderView(
        order.id(),
        order.status(),
        order.customer(),
        order.reference(),
        order.metadata(),
        order.lines().stream().map(Line::from).toList(),
        order.createdAt(),
        order.expiresAt(),
        order.version());
  }

  /** How a new order is answered. */
  static StoredResponse created(Order order) {
    var view = from(order);
    return new StoredResponse(201, PATH + order.id(), view.etag(), Json.write(view));
  }

  /** How a changed order is answered. */
  static StoredResponse changed(Order order) {
    var view = from(order);
    return new StoredResponse(200, null, view.etag(), Json.write(view));
  }

  public String etag() {
    return "\"" + version + "\"";
  }
}
