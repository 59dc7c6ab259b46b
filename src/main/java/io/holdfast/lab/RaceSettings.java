package io.holdfast.lab;

import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.ArrayList;
import java.util.List;

/**
 * What every entrant of a race has to cope with. Immutable.
 *
 * @param strategies the entrants: names of strategies and of mistakes
 * @param stock units of each SKU
 * @param buyers orders, one each
 * @param quantity units of each SKU that an order wants
 * @param skus how many items there are
 * @param lines SKUs of one order
 * @param atOnce buyers who are served at the same time
 * @param thinkMillis between what a mistake has seen and what it does about it
 * @param rounds how often each entrant runs, its figures added up
 * @param inStep whether all buyers of a mistake see their stock before any of them goes on
 */
@RegisterForReflection
public record RaceSettings(
    List<String> strategies,
    long stock,
    int buyers,
    long quantity,
    int skus,
    int lines,
    int atOnce,
    int thinkMillis,
    int rounds,
    boolean inStep) {

  private static final int WARM_UP_BUYERS = 16;
  private static final int WARM_UP_DOORS = 4;

  /** Few buyers and no waiting: a round in which everything is used for the first time. */
  RaceSettings warmUp() {
    return new RaceSettings(
        strategies,
        stock,
        Math.min(WARM_UP_BUYERS, buyers),
        quantity,
        skus,
        1,
        Math.min(WARM_UP_DOORS, atOnce),
        0,
        1,
        false);
  }

  /** The names of the SKUs. */
  List<String> skuNames() {
    var names = new ArrayList<String>();
    for (var i = 0; i < skus; i++) {
      names.add(skuName(i));
    }
    return names;
  }

  private static String skuName(int index) {
    return "item-" + (index + 1);
  }

  /**
   * The cart of a buyer. Two buyers each want the same SKUs, the second one in the opposite order;
   * the next two begin one SKU further on.
   */
  Cart cart(int buyer) {
    var wanted = new ArrayList<String>();
    for (var line = 0; line < lines; line++) {
      var place = buyer % 2 == 0 ? line : lines - 1 - line;
      wanted.add(skuName((buyer / 2 + place) % skus));
    }
    return new Cart(wanted, quantity);
  }
}
