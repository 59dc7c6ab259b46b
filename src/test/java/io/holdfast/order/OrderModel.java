package io.holdfast.order;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One order as somebody would keep it who takes one step after the other, with nobody else about.
 * Each step is compared with what the service answered to it. Not thread-safe.
 */
final class OrderModel {

  private static final class Line {
    long requested;
    long promised;
    long fulfilled;
    long returned;
  }

  private final Map<String, Line> lines = new HashMap<>();
  private String status;

  OrderModel(JsonNode placed) {
    status = placed.get("status").textValue();
    for (var line : placed.get("lines")) {
      var mine = new Line();
      mine.requested = line.get("requested").longValue();
      mine.promised = promised(line);
      lines.put(line.get("sku").textValue(), mine);
    }
  }

  /** The step, as its event is called, with what was asked for; null for all that remains. */
  void step(String type, @Nullable JsonNode asked, JsonNode answer) {
    switch (type) {
      case "order.confirmed" -> {
        assertThat(status).isEqualTo("HELD");
        status = "CONFIRMED";
        if (asked != null) {
          var kept = quantities(asked);
          lines.forEach((sku, line) -> line.promised = kept.getOrDefault(sku, 0L));
        }
      }
      case "order.extended" -> assertThat(status).isEqualTo("HELD");
      case "order.cancelled" -> {
        assertThat(status).isIn("HELD", "CONFIRMED", "PARTIALLY_FULFILLED");
        status = status.equals("PARTIALLY_FULFILLED") ? "FULFILLED" : "CANCELLED";
        lines.values().forEach(line -> line.promised = 0);
      }
      case "order.fulfilled" -> ship(asked, answer);
      case "order.returned" -> {
        assertThat(status).isIn("PARTIALLY_FULFILLED", "FULFILLED");
        quantities(Objects.requireNonNull(asked))
            .forEach((sku, units) -> line(sku).returned += units);
        lines
            .values()
            .forEach(line -> assertThat(line.returned).isLessThanOrEqualTo(line.fulfilled));
      }
      default -> throw new AssertionError("No client takes the step " + type);
    }
    matches(answer);
  }

  /** A step that the service takes by itself. */
  void ownStep(String type) {
    if (type.equals("order.expired")) {
      assertThat(status).isEqualTo("HELD");
      status = "EXPIRED";
      lines.values().forEach(line -> line.promised = 0);
    } else {
      assertThat(type).isEqualTo("order.backorder-filled");
      assertThat(status).isIn("HELD", "CONFIRMED", "PARTIALLY_FULFILLED");
    }
  }

  /** Whether the service shows the order as it is here. */
  void matches(JsonNode order) {
    assertThat(order.get("status").textValue()).as(order.toString()).isEqualTo(status);
    for (var line : order.get("lines")) {
      var mine = line(line.get("sku").textValue());
      assertThat(
              new long[] {
                line.get("requested").longValue(),
                promised(line),
                line.get("fulfilled").longValue(),
                line.get("returned").longValue()
              })
          .as(order.toString())
          .containsExactly(mine.requested, mine.promised, mine.fulfilled, mine.returned);
    }
  }

  private void ship(@Nullable JsonNode asked, JsonNode answer) {
    assertThat(status).isIn("CONFIRMED", "PARTIALLY_FULFILLED");
    if (asked != null) {
      quantities(asked).forEach(this::ship);
    } else {
      // How much of it had arrived only the answer tells.
      for (var line : answer.get("lines")) {
        var mine = line(line.get("sku").textValue());
        ship(line.get("sku").textValue(), mine.promised - line.get("backordered").longValue());
      }
    }
    status =
        lines.values().stream().allMatch(line -> line.promised == 0)
            ? "FULFILLED"
            : "PARTIALLY_FULFILLED";
  }

  private void ship(String sku, long units) {
    var line = line(sku);
    line.promised -= units;
    line.fulfilled += units;
    assertThat(line.promised).isNotNegative();
  }

  private Line line(String sku) {
    return Objects.requireNonNull(lines.get(sku));
  }

  private static Map<String, Long> quantities(JsonNode asked) {
    var quantities = new HashMap<String, Long>();
    for (var line : asked.get("lines")) {
      quantities.merge(line.get("sku").textValue(), line.get("quantity").longValue(), Long::sum);
    }
    return quantities;
  }

  private static long promised(JsonNode line) {
    return line.get("reserved").longValue() + line.get("backordered").longValue();
  }
}
