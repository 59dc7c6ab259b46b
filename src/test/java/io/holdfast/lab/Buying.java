package io.holdfast.lab;

import static io.restassured.RestAssured.given;

import io.holdfast.Commands;
import io.holdfast.platform.problem.Problem;
import io.holdfast.platform.problem.ProblemType;
import io.holdfast.reservation.Reservations;
import io.holdfast.reservation.decision.Verdict;
import java.util.Objects;
import java.util.concurrent.CompletionException;

/** Buyers of the real service, who come back when they are told to. */
final class Buying {

  /** How often a buyer comes back before the test gives up. */
  private static final int PATIENCE = 500;

  /** The final answer, and how often the buyer had to come back for it. */
  record Answer(Verdict verdict, int returns) {

    boolean accepted() {
      return verdict instanceof Verdict.Accepted;
    }
  }

  private Buying() {}

  /** Creates an item in the default shop. */
  static void create(String sku, long onHand) {
    given()
        .contentType("application/json")
        .body("{\"sku\":\"%s\",\"name\":\"Lab\",\"onHand\":%d}".formatted(sku, onHand))
        .post("/api/v1/items")
        .then()
        .statusCode(201);
  }

  /** Orders units; after {@code contention} and {@code overloaded} again, as a new request. */
  static Answer buy(Reservations reservations, String sku, long quantity) {
    for (var returns = 0; ; returns++) {
      try {
        var verdict =
            reservations
                .execute(Commands.place(Books.SHOP, sku, quantity))
                .toCompletableFuture()
                .join();
        return new Answer(verdict, returns);
      } catch (CompletionException failure) {
        var problem = (Problem) Objects.requireNonNull(failure.getCause());
        var comeBack =
            problem.type() == ProblemType.CONTENTION || problem.type() == ProblemType.OVERLOADED;
        if (!comeBack || returns == PATIENCE) {
          throw problem;
        }
      }
    }
  }
}
