package io.holdfast.order;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonRawValue;
import io.holdfast.idempotency.StoredResponse;
import io.holdfast.platform.http.Json;
import io.holdfast.reservation.decision.Allocation;
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
@RegisterForReflection(targets = {OrderView.class, OrderLine.class, Allocation.class})
record OrderView(
    UUID id,
    OrderStatus status,
    @Nullable String customer,
    @Nullable String reference,
    @JsonRawValue
        @Schema(type = org.eclipse.microprofile.openapi.annotations.enums.SchemaType.OBJECT)
        @Nullable String metadata,
    List<OrderLine> lines,
    Instant createdAt,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Instant expiresAt,
    long version) {

  static final String PATH = "/api/v1/orders/";

  static OrderView from(Order order) {
    return new OrderView(
        order.id(),
        order.status(),
        order.customer(),
        order.reference(),
        order.metadata(),
        order.lines(),
        order.createdAt(),
        order.expiresAt(),
        order.version());
  }

  /** How a new order is answered. */
  static StoredResponse created(Order order) {
    return new StoredResponse(201, PATH + order.id(), from(order).etag(), Json.write(from(order)));
  }

  /** How a changed order is answered. */
  static StoredResponse changed(Order order) {
    return new StoredResponse(200, null, from(order).etag(), Json.write(from(order)));
  }

  String etag() {
    return "\"" + version + "\"";
  }
}
