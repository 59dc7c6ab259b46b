package io.holdfast.lab;

import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A ready-made race. Immutable.
 *
 * @param story what happens in it, for people
 */
@RegisterForReflection
public record Scenario(String name, String title, String story, RaceSettings settings) {

  /** What a race starts from where nobody says otherwise. */
  public static final String FLASH_SALE = "flash-sale";

  private static final List<String> CURES =
      List.of("optimistic", "pessimistic", "conditional", "redis-lock", "combining");

  private static final String[] NAIVE = {"naive-decrement", "naive-overwrite"};

  /** All of them, in the order in which they teach. */
  public static final List<Scenario> ALL =
      List.of(
          new Scenario(
              "seed",
              "Three units, two orders of two",
              "Both orders check the stock before either of them subtracts. Only one of them can be right.",
              inStep(3, 2, 2, 1, 1, NAIVE)),
          new Scenario(
              FLASH_SALE,
              "Flash sale",
              "Fifty units of one item and two hundred buyers, who all come at once.",
              race(50, 200, 1, 1, 1, 16, 2, NAIVE)),
          new Scenario(
              "overlapping-carts",
              "Overlapping carts",
              "Orders of two items each, which others want in the opposite order: whole or not at all, and no"
                  + " waiting in a circle.",
              race(6, 24, 1, 6, 2, 8, 20, "naive-decrement", "locks-in-cart-order")),
          new Scenario(
              "retry-inside-transaction",
              "Retry inside one transaction",
              "Six buyers, six units, and a retry in the wrong place: all but one are sent away.",
              inStep(6, 6, 1, 1, 1, "retry-inside-transaction")),
          new Scenario(
              "lock-released-before-commit",
              "Lock released before the commit",
              "A lock in memory guards the check and the update, but not the commit.",
              inStep(3, 2, 2, 1, 1, "lock-released-before-commit")),
          new Scenario(
              "skip-locked",
              "SKIP LOCKED and a false sold-out",
              "Eight buyers, eight units: a row that somebody else has locked is not an empty shelf.",
              inStep(8, 8, 1, 1, 1, "skip-locked")),
          new Scenario(
              "lease-expires",
              "A lock whose lease runs out",
              "The holder of a lock is held up for longer than the lock lasts, and does not notice.",
              inStep(3, 2, 2, 1, 1, "lease-without-fence")));

  public static Optional<Scenario> named(String name) {
    return ALL.stream().filter(scenario -> scenario.name.equals(name)).findAny();
  }

  private static RaceSettings inStep(
      long stock, int buyers, long quantity, int skus, int lines, String... mistakes) {
    return new RaceSettings(
        withCures(mistakes), stock, buyers, quantity, skus, lines, buyers, 0, 1, true);
  }

  private static RaceSettings race(
      long stock,
      int buyers,
      long quantity,
      int skus,
      int lines,
      int atOnce,
      int thinkMillis,
      String... mistakes) {
    return new RaceSettings(
        withCures(mistakes), stock, buyers, quantity, skus, lines, atOnce, thinkMillis, 1, false);
  }

  private static List<String> withCures(String... mistakes) {
    var entrants = new ArrayList<>(List.of(mistakes));
    entrants.addAll(CURES);
    return List.copyOf(entrants);
  }
}
