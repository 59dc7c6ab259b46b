package io.holdfast.reservation.decision;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.Commands;
import io.holdfast.idempotency.IdempotencyKey;
import io.holdfast.idempotency.KeyedResponse;
import io.holdfast.idempotency.StoredResponse;
import io.holdfast.stock.ItemPolicy;
import io.holdfast.stock.Level;
import io.holdfast.stock.Location;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class DecideTest {

  private static final List<Location> LOCATIONS =
      List.of(new Location("main", true), new Location("annex", true), new Location("shut", false));

  @Test
  void ordersAreServedInTheOrderOfTheirArrival() {
    var decision =
        decide(
            stock(level("a", "main", 3)),
            place(line("a", 2)),
            place(line("a", 2)),
            place(line("a", 1)));
    assertThat(decision.verdicts().get(0)).isInstanceOf(Verdict.Accepted.class);
    assertThat(decision.verdicts().get(1))
        .isEqualTo(new Verdict.InsufficientStock(List.of(new Verdict.Shortage("a", 2, 1))));
    assertThat(decision.verdicts().get(2)).isInstanceOf(Verdict.Accepted.class);
    assertThat(decision.levels()).containsExactly(new Level("a", "main", 3, 3, 2));
  }

  @Test
  void anOrderIsAllOrNothingAndNamesTheShortLinesOnly() {
    var decision =
        decide(
            stock(level("a", "main", 5), level("b", "main", 1)), place(line("a", 5), line("b", 2)));
    assertThat(decision.verdicts())
        .containsExactly(new Verdict.InsufficientStock(List.of(new Verdict.Shortage("b", 2, 1))));
    assertThat(decision.levels()).isEmpty();
    assertThat(decision.movements()).isEmpty();
    assertThat(decision.needsCommit()).isFalse();
  }

  @Test
  void oneLocationThatCanFillTheLineIsPreferredToASplit() {
    var stock = stock(level("a", "main", 2), level("a", "annex", 5), level("a", "shut", 9));
    assertThat(allocations(decide(stock, place(line("a", 4)))))
        .containsExactly(Allocation.reserved("annex", 4));
    assertThat(allocations(decide(stock, place(line("a", 6)))))
        .containsExactly(Allocation.reserved("main", 2), Allocation.reserved("annex", 4));
    assertThat(decide(stock, place(line("a", 8))).verdicts().get(0))
        .isEqualTo(new Verdict.InsufficientStock(List.of(new Verdict.Shortage("a", 8, 7))));
  }

  @Test
  void theSameKeyTwiceInABatchRunsOnceAndARecordedOneIsReplayed() {
    var key = key("k", "body");
    var twice =
        decide(stock(level("a", "main", 9)), place(key, line("a", 1)), place(key, line("a", 1)));
    assertThat(twice.verdicts().get(0)).isInstanceOf(Verdict.Accepted.class);
    assertThat(twice.verdicts().get(1)).isEqualTo(new Verdict.KeyInProgress());
    var answer = new StoredResponse(201, null, null, new byte[0]);
    var recorded = Map.of(key, new KeyedResponse(key.fingerprint(), answer));
    var snapshot = snapshot(List.of(level("a", "main", 9)), recorded);
    var replay =
        Decide.decide(
            snapshot, List.of(place(key, line("a", 1)), place(key("k", "other"), line("a", 1))));
    assertThat(replay.verdicts())
        .containsExactly(new Verdict.Replayed(answer), new Verdict.KeyReused());
    assertThat(replay.movements()).isEmpty();
  }

  @Test
  void aRefusalLeavesItsKeyFree() {
    var key = key("k", "body");
    var decision =
        decide(stock(level("a", "main", 1)), place(key, line("a", 2)), place(key, line("a", 1)));
    assertThat(decision.verdicts().get(0)).isInstanceOf(Verdict.InsufficientStock.class);
    assertThat(decision.verdicts().get(1)).isInstanceOf(Verdict.Accepted.class);
  }

  @Test
  void anOrderThatIsCancelledTwiceInABatchGivesItsStockBackOnce() {
    var line = new OrderLine("a", null, 2, 0, 0, false, List.of(Allocation.reserved("main", 2)));
    var order =
        new Order(
            UUID.randomUUID(),
            OrderStatus.CONFIRMED,
            null,
            null,
            null,
            List.of(line),
            Instant.EPOCH,
            null,
            null,
            0);
    var snapshot =
        new Snapshot(
            Instant.EPOCH,
            List.of(new Level("a", "main", 9, 5, 3)),
            Map.of("a", new ItemPolicy("a", null, null, 0, null)),
            LOCATIONS,
            Map.of(order.id(), order),
            Map.of(),
            Map.of(),
            Map.of(),
            List.of(),
            List.of());
    var decision = Decide.decide(snapshot, List.of(cancel(order.id()), cancel(order.id())));
    assertThat(decision.verdicts()).allMatch(Verdict.Accepted.class::isInstance);
    assertThat(decision.movements()).hasSize(1);
    assertThat(decision.levels()).containsExactly(new Level("a", "main", 9, 3, 4));
  }

  @Test
  void whatOthersWaitForElsewhereIsNotSoldToANewOrder() {
    var stock = List.of(new Level("a", "main", 0, 5, 1), level("a", "annex", 4));
    var snapshot = snapshot(stock, Map.of(), List.of(new Claim("a", "main", 3)));
    var one = place(line("a", 1));
    assertThat(allocations(Decide.decide(snapshot, List.of(one))))
        .containsExactly(Allocation.reserved("annex", 1));
    var there = place(new RequestedLine("a", 2, "annex"));
    assertThat(Decide.decide(snapshot, List.of(there, one, one)).verdicts())
        .satisfiesExactly(
            first ->
                assertThat(first)
                    .isEqualTo(
                        new Verdict.InsufficientStock(List.of(new Verdict.Shortage("a", 2, 1)))),
            second -> assertThat(second).isInstanceOf(Verdict.Accepted.class),
            third -> assertThat(third).isInstanceOf(Verdict.InsufficientStock.class));
    // Those who wait for units at one location only have no claim to those at another.
    var nobodys = snapshot(stock, Map.of(), List.of());
    assertThat(allocations(Decide.decide(nobodys, List.of(place(line("a", 4))))))
        .containsExactly(Allocation.reserved("annex", 4));
  }

  @Test
  void aNewOrderQueuesWhereNothingIsOwedToOthers() {
    var snapshot =
        snapshot(
            List.of(level("a", "main", 4), new Level("a", "annex", 0, 3, 1)),
            Map.of(),
            List.of(new Claim("a", "annex", 3)));
    assertThat(allocations(Decide.decide(snapshot, List.of(backorder(line("a", 2))))))
        .containsExactly(new Allocation("annex", 0, 1, 0), Allocation.reserved("main", 1));
    var there = backorder(new RequestedLine("a", 2, "main"));
    assertThat(Decide.decide(snapshot, List.of(there)).verdicts().get(0))
        .isInstanceOf(Verdict.InsufficientStock.class);
  }

  @Test
  void anyBatchSellsWhatASequentialModelSells() {
    var seed = new Random().nextLong();
    System.out.println("seed " + seed);
    var random = new Random(seed);
    for (var history = 0; history < 2_000; history++) {
      var left = new HashMap<String, Long>();
      var levels = new ArrayList<Level>();
      for (var sku : List.of("a", "b", "c")) {
        for (var location : List.of("main", "annex")) {
          var units = (long) random.nextInt(6);
          levels.add(level(sku, location, units));
          left.merge(sku, units, Long::sum);
        }
      }
      var commands = new ArrayList<Command.Place>();
      var expected = new ArrayList<Boolean>();
      for (var i = 0; i < 8; i++) {
        var lines =
            Stream.of("a", "b", "c")
                .filter(sku -> random.nextBoolean())
                .map(sku -> line(sku, 1 + random.nextInt(4)))
                .toList();
        if (lines.isEmpty()) {
          continue;
        }
        commands.add(place(lines.toArray(RequestedLine[]::new)));
        var enough =
            lines.stream().allMatch(line -> left.getOrDefault(line.sku(), 0L) >= line.quantity());
        if (enough) {
          lines.forEach(line -> left.merge(line.sku(), -line.quantity(), Long::sum));
        }
        expected.add(enough);
      }
      var decision = Decide.decide(snapshot(levels, Map.of()), commands);
      assertThat(decision.verdicts().stream().map(Verdict.Accepted.class::isInstance))
          .isEqualTo(expected);
      assertThat(decision.levels())
          .allMatch(level -> level.reserved() >= 0 && level.reserved() <= level.onHand());
      var versions =
          decision.movements().stream()
              .collect(Collectors.groupingBy(m -> m.sku() + m.location(), Collectors.counting()));
      for (var level : decision.levels()) {
        assertThat(level.version()).isEqualTo(versions.get(level.sku() + level.location()));
      }
    }
  }

  private static List<Allocation> allocations(Decision decision) {
    return ((Verdict.Accepted) decision.verdicts().get(0)).order().lines().get(0).allocations();
  }

  private static Decision decide(List<Level> stock, Command.Place... commands) {
    return Decide.decide(snapshot(stock, Map.of()), List.of(commands));
  }

  private static List<Level> stock(Level... levels) {
    return List.of(levels);
  }

  private static Snapshot snapshot(List<Level> levels, Map<IdempotencyKey, KeyedResponse> keys) {
    return snapshot(levels, keys, List.of());
  }

  private static Snapshot snapshot(
      List<Level> levels, Map<IdempotencyKey, KeyedResponse> keys, List<Claim> claims) {
    var items =
        levels.stream()
            .map(Level::sku)
            .distinct()
            .collect(Collectors.toMap(sku -> sku, sku -> new ItemPolicy(sku, null, null, 9, null)));
    return new Snapshot(
        Instant.EPOCH,
        levels,
        items,
        LOCATIONS,
        Map.of(),
        keys,
        Map.of(),
        Map.of(),
        List.of(),
        claims);
  }

  private static Level level(String sku, String location, long onHand) {
    return new Level(sku, location, onHand, 0, 0);
  }

  private static RequestedLine line(String sku, long quantity) {
    return new RequestedLine(sku, quantity, null);
  }

  private static Command.Place place(RequestedLine... lines) {
    return place(null, lines);
  }

  private static Command.Place place(
      @org.jspecify.annotations.Nullable IdempotencyKey key, RequestedLine... lines) {
    return Commands.place("shop", key, null, List.of(lines));
  }

  private static Command.Place backorder(RequestedLine line) {
    var order = place(line);
    return new Command.Place(
        order.header(), null, null, null, order.lines(), Partial.BACKORDER, null);
  }

  private static Command.Cancel cancel(UUID order) {
    return Commands.cancel("shop", order);
  }

  private static IdempotencyKey key(String key, String body) {
    return java.util.Objects.requireNonNull(
        IdempotencyKey.of(
            "somebody", key, "POST", "/orders", body.getBytes(StandardCharsets.UTF_8)));
  }
}
