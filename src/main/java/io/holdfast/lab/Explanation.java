package io.holdfast.lab;

import org.jspecify.annotations.Nullable;

/** Says in two sentences what happened to an entrant, from its figures. Stateless. */
final class Explanation {

  private Explanation() {}

  static String of(EntrantResult result, @Nullable Mistake mistake, RaceSettings settings) {
    return what(result, settings) + " " + why(result, mistake);
  }

  private static String what(EntrantResult result, RaceSettings settings) {
    var there = settings.stock() * settings.skus() * settings.rounds();
    if (result.oversold() > 0) {
      var books =
          result.booksOffBy() == 0
              ? ""
              : ", and the stock it shows is wrong by %s".formatted(units(result.booksOffBy()));
      return "Promised %s of %s: %s never there%s."
          .formatted(units(result.sold()), number(there), wereUnits(result.oversold()), books);
    }
    if (result.undersold() > 0) {
      return "Sold %s of %s and sent %s away, though %s still there for them."
          .formatted(
              number(result.sold()),
              number(there),
              buyers(result.refused() + result.gaveUp()),
              wereUnits(result.undersold()));
    }
    if (result.gaveUp() > 0) {
      return "Sold %s of %s, but %s got no answer at all."
          .formatted(number(result.sold()), number(there), buyers(result.gaveUp()));
    }
    if (result.status() == EntrantResult.Status.CUT_SHORT) {
      return "Sold %s of %s so far.".formatted(number(result.sold()), number(there));
    }
    return result.refused() == 0
        ? "Sold %s of %s; everybody got what they wanted."
            .formatted(number(result.sold()), number(there))
        : "Sold %s of %s and refused %s, for whom there was not enough."
            .formatted(number(result.sold()), number(there), buyers(result.refused()));
  }

  private static String why(EntrantResult result, @Nullable Mistake mistake) {
    if (result.status() == EntrantResult.Status.CUT_SHORT) {
      return "Its time was over after %s of %s."
          .formatted(number(result.served()), buyers(result.buyers()));
    }
    if (mistake != null) {
      return result.held()
          ? "The mistake is still there: this time nobody came at the wrong moment."
          : mistake.reason() + ".";
    }
    if (!result.held()) {
      return "This is not what a strategy is for: please report it, with the settings.";
    }
    if (result.returns() > 0) {
      return "Somebody else was faster %s, each order was decided again on fresh stock, and buyers had to come back %s."
          .formatted(times(result.conflicts()), times(result.returns()));
    }
    return result.conflicts() > 0
        ? "Somebody else was faster %s, and the order was decided again on fresh stock."
            .formatted(times(result.conflicts()))
        : "Buyers took turns, so that each was decided on what the one before had left.";
  }

  private static String units(long units) {
    return Math.abs(units) == 1 ? "one unit" : number(Math.abs(units)) + " units";
  }

  private static String wereUnits(long units) {
    return units(units) + (units == 1 ? " was" : " were");
  }

  private static String buyers(long buyers) {
    return buyers == 1 ? "one buyer" : number(buyers) + " buyers";
  }

  private static String times(long times) {
    return times == 1 ? "once" : number(times) + " times";
  }

  private static String number(long number) {
    return String.valueOf(number);
  }
}
