package io.holdfast.lab;

import static io.holdfast.lab.Visit.Outcome.GAVE_UP;
import static io.holdfast.lab.Visit.Outcome.REFUSED;
import static io.holdfast.lab.Visit.Outcome.SOLD;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.lab.EntrantResult.Bucket;
import io.holdfast.lab.EntrantResult.Point;
import io.holdfast.lab.Heat.Served;
import io.holdfast.lab.Visit.Outcome;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The figures of a race, computed by hand. */
class FiguresTest {

  private static final long MILLI = 1_000_000;

  @Test
  void whatWasPromisedBeyondTheStockIsOversold() {
    var settings = settings(3, 2, 1, 1);
    var served = served(SOLD, SOLD);

    var sold = Figures.sold(served, settings);

    assertThat(sold).containsExactly(Map.entry("item-1", 4L));
    assertThat(Figures.oversold(sold, settings)).isEqualTo(1);
    assertThat(Figures.undersold(sold, served, settings)).isZero();
    assertThat(Figures.timeline(sold, served, settings))
        .containsExactly(new Point(0, 3), new Point(10, 1), new Point(20, -1));
  }

  @Test
  void oneSkuThatIsLeftDoesNotMakeUpForAnotherThatIsOversold() {
    // Buyers 0 and 1 want item-1, buyer 2 wants item-2.
    var settings = settings(1, 1, 2, 1);
    var served = served(SOLD, SOLD, REFUSED);

    var sold = Figures.sold(served, settings);

    assertThat(Figures.oversold(sold, settings)).isEqualTo(1);
    assertThat(Figures.undersold(sold, served, settings)).isEqualTo(1);
  }

  @Test
  void onlyBuyersWhoseWholeCartWasThereWereSentAwayInVain() {
    var settings = settings(5, 2, 1, 1);
    var served = served(REFUSED, SOLD, GAVE_UP, REFUSED);

    // Three units are left: enough for one of the three who got nothing.
    assertThat(Figures.undersold(Figures.sold(served, settings), served, settings)).isEqualTo(2);
  }

  @Test
  void percentilesAreOfTheBuyersAndTheHistogramHasThemAll() {
    var nanos = IntStream.rangeClosed(1, 100).mapToObj(i -> i * MILLI).toList();

    assertThat(Figures.percentile(nanos, 50)).isEqualTo(50);
    assertThat(Figures.percentile(nanos, 99)).isEqualTo(99);
    assertThat(Figures.percentile(List.of(), 99)).isZero();
    assertThat(Figures.histogram(nanos).get(0)).isEqualTo(new Bucket(1, 1));
    assertThat(Figures.histogram(nanos)).contains(new Bucket(10, 3), new Bucket(100, 30));
    assertThat(Figures.histogram(nanos).stream().mapToInt(Bucket::buyers).sum()).isEqualTo(100);
    assertThat(Figures.histogram(List.of(1_000L * 3600 * MILLI))).hasSize(1);
  }

  @Test
  void aLongTimelineIsThinnedAndKeepsItsEnds() {
    var settings = settings(1_000, 1, 1, 1);
    var served = served(IntStream.range(0, 900).mapToObj(i -> SOLD).toArray(Outcome[]::new));

    var points = Figures.timeline(Figures.sold(served, settings), served, settings);

    assertThat(points).hasSize(150).startsWith(new Point(0, 1_000)).endsWith(new Point(9_000, 100));
  }

  private static RaceSettings settings(long stock, long quantity, int skus, int lines) {
    return new RaceSettings(List.of(), stock, 4, quantity, skus, lines, 2, 0, 1, false);
  }

  /** One buyer after the other, 10 ms each. */
  private static List<Served> served(Outcome... outcomes) {
    return IntStream.range(0, outcomes.length)
        .mapToObj(
            i ->
                new Served(i, new Visit(outcomes[i], 0, 0), 10L * i * MILLI, 10L * (i + 1) * MILLI))
        .toList();
  }
}
