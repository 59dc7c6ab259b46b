package io.holdfast.order;

import io.holdfast.idempotency.IdempotencyKey;
import io.holdfast.idempotency.StoredResponse;
import io.holdfast.platform.access.RateLimitConfig;
import io.holdfast.platform.http.Caller;
import io.holdfast.reservation.Reservations;
import io.holdfast.reservation.decision.Command;
import io.holdfast.reservation.decision.Order;
import io.holdfast.reservation.decision.Verdict;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Has commands about orders carried out, and sees to those who wait where one leaves more stock.
 * Thread-safe; blocks no caller.
 */
@ApplicationScoped
class OrderCommands {

  private final Reservations reservations;
  private final BackorderFiller filler;
  private final Caller caller;
  private final @Nullable Integer maxHolds;

  @Inject
  OrderCommands(
      Reservations reservations,
      BackorderFiller filler,
      Caller caller,
      HoldConfig holds,
      RateLimitConfig limits) {
    this(reservations, filler, caller, limits.enabled() ? holds.maxPerPrincipal() : null);
  }

  private OrderCommands(
      Reservations reservations,
      BackorderFiller filler,
      Caller caller,
      @Nullable Integer maxHolds) {
    this.reservations = reservations;
    this.filler = filler;
    this.caller = caller;
    this.maxHolds = maxHolds;
  }

  /** The same by another strategy. */
  OrderCommands by(Reservations other) {
    return new OrderCommands(other, filler, caller, maxHolds);
  }

  /** What the request at hand says about a new order; it will be its caller's. */
  Command.Header placed(UUID order, @Nullable String key, UriInfo uri, byte[] body) {
    return header(order, caller.owner(), key, uri, body, OrderView::created);
  }

  /** What it says about a step of an order that its caller may see. */
  Command.Header step(UUID order, @Nullable String key, UriInfo uri, byte[] body) {
    return header(order, caller.onlyOwner(), key, uri, body, OrderView::changed);
  }

  private Command.Header header(
      UUID order,
      @Nullable String owner,
      @Nullable String key,
      UriInfo uri,
      byte[] body,
      Function<Order, StoredResponse> response) {
    return new Command.Header(
        order,
        caller.shop(),
        caller.principal(),
        owner == null ? null : new Command.Owner(owner, maxHolds),
        IdempotencyKey.of(caller.principal(), key, "POST", uri.getPath(), body),
        response);
  }

  /** The answer to a command. */
  CompletionStage<Response> answer(Command command) {
    return execute(command).thenApply(verdict -> Verdicts.answer(verdict).toHttp());
  }

  /** The verdict on a command, as {@link Reservations#execute} gives it. */
  CompletionStage<Verdict> execute(Command command) {
    return reservations
        .execute(command)
        .thenApply(
            verdict -> {
              if (verdict instanceof Verdict.Accepted accepted && !accepted.relieved().isEmpty()) {
                filler.fillSoon(command.shop(), accepted.relieved());
              }
              return verdict;
            });
  }
}
