package io.holdfast.event;

import io.holdfast.platform.database.BulkInsert;
import io.holdfast.platform.database.WriteTransaction;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes events in the transaction of the change. An event has no number of its own: its place is
 * its batch and its position in it. Stateless.
 */
public final class Outbox {

  private record Placed(int position, Event event) {}

  private static final BulkInsert<Placed> INSERT =
      BulkInsert.<Placed>into("event")
          .constant("shop")
          .constant("batch_id")
          .constant("at")
          .column("position", "int4", Placed::position)
          .column("type", "text", placed -> placed.event().type())
          .column("subject", "text", placed -> placed.event().subject())
          .column("data", "text", placed -> placed.event().data())
          .build();

  private Outbox() {}

  /** Appends events in this order; once per transaction. */
  public static void append(WriteTransaction transaction, List<Event> events) throws SQLException {
    var placed = new ArrayList<Placed>(events.size());
    for (var event : events) {
      placed.add(new Placed(placed.size(), event));
    }
    INSERT.appendTo(
        transaction.writes(),
        placed,
        transaction.shop(),
        transaction.batchId(),
        transaction.tick());
  }
}
