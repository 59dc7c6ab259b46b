package io.holdfast.console;

import io.holdfast.event.RecordedEvent;
import java.time.Instant;

/** An event as a row of the tail. */
public record EventRow(
    String id, Instant at, String type, String subject, boolean isOrder, String data) {

  static EventRow of(String shop, RecordedEvent event) {
    return new EventRow(
        event.id(shop),
        event.at(),
        event.type(),
        event.subject(),
        event.type().startsWith("order."),
        event.data());
  }
}
