package io.holdfast.stock;

import io.holdfast.platform.database.BulkInsert;
import io.holdfast.platform.database.WriteTransaction;
import java.sql.SQLException;
import java.util.List;

/** Appends to the ledger. Stateless. */
public final class Ledger {

  private static final BulkInsert<Movement> INSERT =
      BulkInsert.<Movement>into("stock_movement")
          .constant("shop")
          .constant("at")
          .column("sku", "text", Movement::sku)
          .column("location", "text", Movement::location)
          .column("version", "int8", Movement::version)
          .column("kind", "text", movement -> movement.kind().label())
          .column("on_hand_delta", "int8", Movement::onHandDelta)
          .column("reserved_delta", "int8", Movement::reservedDelta)
          .column("on_hand_after", "int8", Movement::onHandAfter)
          .column("reserved_after", "int8", Movement::reservedAfter)
          .column("order_id", "uuid", Movement::orderId)
          .column("reason", "text", Movement::reason)
          .column("reference", "text", Movement::reference)
          .column("actor", "text", Movement::actor)
          .build();

  private Ledger() {}

  /** Appends movements; a level's version is taken only once. */
  public static void append(WriteTransaction transaction, List<Movement> movements)
      throws SQLException {
    INSERT.appendTo(transaction.writes(), movements, transaction.shop(), transaction.tick());
  }
}
