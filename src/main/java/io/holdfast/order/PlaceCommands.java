package io.holdfast.order;

import io.holdfast.platform.http.Json;
import io.holdfast.platform.problem.Problem;
import io.holdfast.reservation.decision.Command;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.UriInfo;
import org.hibernate.id.uuid.UuidVersion7Strategy;
import org.jspecify.annotations.Nullable;

/** Reads requests for orders. Thread-safe. */
@ApplicationScoped
public class PlaceCommands {

  private final OrderCommands commands;
  private final HoldConfig holds;
  private final Json json;

  PlaceCommands(OrderCommands commands, HoldConfig holds, Json json) {
    this.commands = commands;
    this.holds = holds;
    this.json = json;
  }

  /**
   * The command that this body and key ask for, with a new order id.
   *
   * @throws Problem {@code validation} for a body or key that is none
   */
  public Command.Place read(byte[] body, @Nullable String key, UriInfo uri) {
    var request = json.read(body, NewOrder.class);
    var id = UuidVersion7Strategy.INSTANCE.generateUuid(null);
    return new Command.Place(
        commands.placed(id, key, uri, body),
        request.customer(),
        request.reference(),
        request.metadataText(),
        request.linesBySku(),
        request.partialOrReject(),
        request.holdTime(holds));
  }
}
