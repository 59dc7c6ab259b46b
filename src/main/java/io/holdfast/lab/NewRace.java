package io.holdfast.lab;

import io.holdfast.platform.problem.Problem;
import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Size;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** A race as a caller asks for it; what is left out is the scenario's. */
@RegisterForReflection
record NewRace(
    @Schema(description = "a ready-made scenario; `flash-sale` if absent")
        @Nullable String scenario,
    @Size(min = 1, max = 16)
        @Schema(description = "who takes part: strategies, and mistakes such as `naive-decrement`")
        @Nullable List<@Nullable String> strategies,
    @Min(0) @Max(100_000) @Schema(description = "units of each SKU") @Nullable Integer stock,
    @Min(1) @Max(2_000) @Schema(description = "orders, one per buyer") @Nullable Integer buyers,
    @Min(1) @Max(1_000) @Schema(description = "units of each SKU that an order wants")
        @Nullable Integer quantity,
    @Min(1) @Max(20) @Schema(description = "items for sale") @Nullable Integer skus,
    @Min(1) @Max(5) @Schema(description = "items in one order, at most `skus`")
        @Nullable Integer lines,
    @Min(1) @Max(64) @Schema(description = "buyers served at the same time")
        @Nullable Integer atOnce,
    @Min(0)
        @Max(500)
        @Schema(description = "how long a mistake waits between its check and its write")
        @Nullable Integer thinkMillis,
    @Min(1) @Max(5) @Schema(description = "how often each runs; figures are added up")
        @Nullable Integer rounds,
    @Schema(
            description =
                "whether all buyers of a mistake make their check before any of them writes: makes certain what"
                    + " is otherwise luck")
        @Nullable Boolean inStep) {

  /**
   * The settings of the race.
   *
   * @throws Problem {@code validation} for what cannot be raced
   */
  RaceSettings settings(Entrants entrants, int maxConnections) {
    var base = base().settings();
    var buyersOrBase = or(buyers, base.buyers());
    var together = inStep == null ? base.inStep() : inStep;
    var settings =
        new RaceSettings(
            strategies(entrants, base),
            stock == null ? base.stock() : stock,
            buyersOrBase,
            quantity == null ? base.quantity() : quantity,
            or(skus, base.skus()),
            or(lines, base.lines()),
            together ? buyersOrBase : Math.min(buyersOrBase, or(atOnce, base.atOnce())),
            or(thinkMillis, base.thinkMillis()),
            or(rounds, base.rounds()),
            together);
    if (settings.lines() > settings.skus()) {
      throw Problem.invalid("lines", "must be at most skus, " + settings.skus());
    }
    if (together && buyersOrBase > maxConnections) {
      throw Problem.invalid(
          "inStep", "needs a connection per buyer: at most " + maxConnections + " buyers");
    }
    return settings;
  }

  /** The scenario that the race starts from. */
  Scenario base() {
    return scenario == null
        ? Scenario.named(Scenario.FLASH_SALE).orElseThrow()
        : Scenario.named(scenario)
            .orElseThrow(
                () ->
                    Problem.invalid(
                        "scenario",
                        "must be one of "
                            + Scenario.ALL.stream()
                                .map(Scenario::name)
                                .collect(Collectors.joining(", "))));
  }

  private List<String> strategies(Entrants entrants, RaceSettings base) {
    if (strategies == null) {
      return base.strategies();
    }
    var met = new HashSet<String>();
    for (var i = 0; i < strategies.size(); i++) {
      var name = strategies.get(i);
      if (name == null || !entrants.names().contains(name)) {
        throw Problem.invalid(
            "strategies[" + i + "]", "must be one of " + String.join(", ", entrants.names()));
      }
      if (!met.add(name)) {
        throw Problem.invalid("strategies[" + i + "]", "is there twice");
      }
    }
    return strategies.stream().map(Objects::requireNonNull).toList();
  }

  private static int or(@Nullable Integer given, int base) {
    return given == null ? base : given;
  }
}
