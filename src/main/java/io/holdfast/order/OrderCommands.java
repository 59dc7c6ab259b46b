package io.holdfast.order;

import io.holdfast.idempotency.IdempotencyKey;
import io.holdfast.idempotency.StoredResponse;
import io.holdfast.platform.http.Caller;
import io.holdfast.reservation.Reservations;
import io.holdfast.reservation.decision.Command;
import io.holdfast.reservation.decision.Order;
import io.holdfast.reservation.decision.Verdict;
import jakarta.enterprise.context.ApplicationScoped;
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

  OrderCommands(Reservations reservations, BackorderFiller filler, Caller caller) {
    this.reservations = reservations;
    this.filler = filler;
    this.caller = caller;
  }

  /** The same by another strategy. */
  OrderCommands by(Reservations other) {
    return new OrderCommands(other, filler, caller);
  }

  /** What the request at hand says about its command. */
  Command.Header header(
      UUID order,
      @Nullable String key,
      UriInfo uri,
      byte[] body,
      Function<Order, StoredResponse> response) {
    return new Command.Header(
        order,
        caller.shop(),
        caller.principal(),
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
