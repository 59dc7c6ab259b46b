package io.holdfast.order;

import io.holdfast.idempotency.IdempotencyKey;
import io.holdfast.platform.http.Caller;
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

  private final Json json;
  private final Caller caller;

  PlaceCommands(Json json, Caller caller) {
    this.json = json;
    this.caller = caller;
  }

  /**
   * The command that this body and key ask for, with a new order id.
   *
   * @throws Problem {@code validation} for a body or key that is none
   */
  public Command.Place read(byte[] body, @Nullable String key, UriInfo uri) {
    var request = json.read(body, NewOrder.class);
    return new Command.Place(
        UuidVersion7Strategy.INSTANCE.generateUuid(null),
        caller.shop(),
        caller.principal(),
        IdempotencyKey.of(caller.principal(), key, "POST", uri.getPath(), body),
        OrderView::created,
        request.customer(),
        request.reference(),
        request.metadataText(),
        request.linesBySku());
  }
}
