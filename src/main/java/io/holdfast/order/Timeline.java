package io.holdfast.order;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.holdfast.reservation.decision.Order;
import io.holdfast.reservation.strategy.OrderHistory;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What happened to an order, oldest first. */
@RegisterForReflection
public record Timeline(List<Step> items) {

  /** One step; {@code actor} is null where it is not on record. */
  @RegisterForReflection
  public record Step(
      String type,
      Instant at,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String actor,
      long version) {}

  static Timeline of(Order order, List<OrderHistory.Entry> entries) {
    var steps = new ArrayList<Step>();
    if (entries.isEmpty() || entries.get(0).version() > 0) {
      steps.add(new Step("order.confirmed", order.createdAt(), order.principal(), 0));
    }
    entries.forEach(
        entry -> steps.add(new Step(entry.type(), entry.at(), entry.actor(), entry.version())));
    return new Timeline(List.copyOf(steps));
  }
}
