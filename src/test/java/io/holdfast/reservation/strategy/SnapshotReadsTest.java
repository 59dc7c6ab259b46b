package io.holdfast.reservation.strategy;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.stock.Level;
import io.holdfast.stock.Location;
import java.util.List;
import org.junit.jupiter.api.Test;

class SnapshotReadsTest {

  private static final List<Location> LOCATIONS =
      List.of(
          new Location("main", true), new Location("annex", true), new Location("closed", false));

  @Test
  void whoWaitsIsAskedForOnlyWhereTheItemIsMissingAndCouldBeSoldElsewhere() {
    var levels =
        List.of(
            level("both", "main", -2),
            level("both", "annex", 1),
            level("closed", "main", -2),
            level("closed", "closed", 5),
            level("free", "main", 3),
            level("free", "annex", 0),
            level("missing", "main", -1),
            level("missing", "annex", 0),
            level("retired", "closed", -1),
            level("retired", "annex", 1));
    assertThat(SnapshotReads.missingAndFree(levels, LOCATIONS)).containsOnly("both", "retired");
  }

  private static Level level(String sku, String location, long available) {
    return new Level(sku, location, 10 + available, 10, 1);
  }
}
