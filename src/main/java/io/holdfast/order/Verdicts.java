package io.holdfast.order;

import io.holdfast.idempotency.Answer;
import io.holdfast.idempotency.InFlightKeys;
import io.holdfast.platform.http.Preconditions;
import io.holdfast.platform.problem.Problem;
import io.holdfast.platform.problem.ProblemType;
import io.holdfast.reservation.decision.Verdict;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.stream.Collectors;

/** Verdicts in the terms of HTTP. Stateless. */
@RegisterForReflection(targets = {Verdict.Shortage.class, Verdict.LimitBreach.class})
final class Verdicts {

  private Verdicts() {}

  /**
   * @throws Problem for every verdict that is a refusal
   */
  static Answer answer(Verdict verdict) {
    if (verdict instanceof Verdict.Accepted accepted) {
      return new Answer(accepted.response(), false);
    }
    if (verdict instanceof Verdict.Replayed replayed) {
      return new Answer(replayed.response(), true);
    }
    throw refusal(verdict);
  }

  private static Problem refusal(Verdict verdict) {
    if (verdict instanceof Verdict.InsufficientStock insufficient) {
      var skus =
          insufficient.lines().stream()
              .map(Verdict.Shortage::sku)
              .collect(Collectors.joining(", "));
      return new Problem(
              ProblemType.INSUFFICIENT_STOCK,
              "Not enough stock of " + skus + "; nothing was reserved.")
          .with("lines", insufficient.lines());
    }
    if (verdict instanceof Verdict.LimitExceeded exceeded) {
      return new Problem(
              ProblemType.LIMIT_EXCEEDED,
              "More than one order or one customer may take; nothing was reserved.")
          .with("lines", exceeded.lines());
    }
    if (verdict instanceof Verdict.UnknownSku unknown) {
      return notFound("SKU " + unknown.sku());
    }
    if (verdict instanceof Verdict.UnknownLocation unknown) {
      return notFound("location " + unknown.location());
    }
    if (verdict instanceof Verdict.UnknownOrder) {
      return notFound("such order");
    }
    if (verdict instanceof Verdict.TooManyHolds many) {
      return new Problem(
          ProblemType.RATE_LIMITED,
          "The caller has " + many.limit() + " live holds and may not have more.");
    }
    if (verdict instanceof Verdict.WrongStatus wrong) {
      return new Problem(ProblemType.ORDER_STATE, "The order is " + wrong.status() + ".")
          .with("status", wrong.status())
          .with("allowed", wrong.allowed());
    }
    if (verdict instanceof Verdict.TooMany many) {
      return new Problem(
              ProblemType.ORDER_STATE,
              "Of %s only %d can be taken, not %d."
                  .formatted(many.sku(), many.possible(), many.requested()))
          .with("status", many.status())
          .with("allowed", many.status().successors());
    }
    if (verdict instanceof Verdict.NoSuchLine missing) {
      return Problem.invalid("lines", "the order has no line for " + missing.sku());
    }
    if (verdict instanceof Verdict.CustomerNeeded limited) {
      return Problem.invalid(
          "customer", "must be given, since a customer may not buy any number of " + limited.sku());
    }
    if (verdict instanceof Verdict.HoldTooLong longest) {
      return Problem.invalid("seconds", "must not make the hold end after " + longest.latest());
    }
    if (verdict instanceof Verdict.StaleVersion stale) {
      return Preconditions.mismatch(stale.current());
    }
    return verdict instanceof Verdict.KeyReused ? InFlightKeys.reused() : InFlightKeys.inProgress();
  }

  static Problem notFound(String what) {
    return new Problem(ProblemType.NOT_FOUND, "There is no " + what + ".");
  }
}
