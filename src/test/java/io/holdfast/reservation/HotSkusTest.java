package io.holdfast.reservation;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.Commands;
import io.holdfast.platform.database.Attempts;
import io.holdfast.platform.database.ConcurrencyConflictException;
import io.holdfast.platform.database.ConflictCause;
import io.holdfast.platform.database.Deadline;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** What is remembered of hot SKUs: for a minute, within a bound, and exactly. */
class HotSkusTest {

  private static final String SHOP = "hot";

  private final AtomicLong nanos = new AtomicLong(-5);
  private final HotSkus hotSkus = new HotSkus(nanos::get);

  @Test
  void anOrderCountsWithItsConflictsItsRetriesAndTheLongestWait() {
    decided("A", true, 3, 20);
    decided("A", false, 1, 7);
    decided("A", false, 0, 0);
    assertThat(hotSkus.hottest(SHOP, 9)).containsExactly(new HotSku("A", 5, 1, 2, 2, 2, 20));
  }

  @Test
  void theMostAttemptedComesFirst() {
    decided("B", true, 1, 1);
    decided("A", true, 1, 1);
    decided("C", true, 2, 1);
    assertThat(hotSkus.hottest(SHOP, 9)).extracting(HotSku::sku).containsExactly("C", "A", "B");
    assertThat(hotSkus.hottest(SHOP, 1)).extracting(HotSku::sku).containsExactly("C");
  }

  @Test
  void theSkuOfAnotherShopIsAnotherSku() {
    decided("A", true, 9, 1);
    // So many that some of them share a shelf with it.
    for (var i = 0; i < 2_000; i++) {
      hotSkus.decided(Commands.place("other-" + i, "A", 1), true, attempts(1), 0);
    }
    assertThat(hotSkus.hottest(SHOP, 9)).containsExactly(new HotSku("A", 9, 1, 0, 8, 8, 1));
  }

  @Test
  void afterAMinuteASecondIsForgottenAndItsPlaceUsedAgain() {
    decided("A", true, 1, 50);
    seconds(1);
    decided("A", false, 1, 3);
    seconds(58);
    assertThat(hotSkus.hottest(SHOP, 9)).containsExactly(new HotSku("A", 2, 1, 1, 0, 0, 50));
    seconds(1);
    assertThat(hotSkus.hottest(SHOP, 9)).containsExactly(new HotSku("A", 1, 0, 1, 0, 0, 3));
    decided("A", true, 1, 2);
    assertThat(hotSkus.hottest(SHOP, 9)).containsExactly(new HotSku("A", 2, 1, 1, 0, 0, 3));
    seconds(60);
    assertThat(hotSkus.hottest(SHOP, 9)).isEmpty();
  }

  @Test
  void aHundredThousandColdSkusTakeNoMoreThanTheirPlacesAndNoneOfAHotOne() {
    for (var i = 0; i < 100_000; i++) {
      decided("COLD-" + i, true, 1, 1);
      if (i % 100 == 0) {
        decided("HOT", i % 200 == 0, 1, 1);
      }
    }
    var all = hotSkus.hottest(SHOP, Integer.MAX_VALUE);
    assertThat(all).hasSize(HotSkus.SHELVES * HotSkus.PLACES);
    assertThat(all.get(0)).isEqualTo(new HotSku("HOT", 1000, 500, 500, 0, 0, 1));
  }

  private void decided(String sku, boolean accepted, int attempts, int millis) {
    hotSkus.decided(
        Commands.place(SHOP, sku, 1),
        accepted,
        attempts(attempts),
        TimeUnit.MILLISECONDS.toNanos(millis));
  }

  /** So many, of which all but the last met a conflict. */
  private static Attempts attempts(int count) {
    var attempts = new Attempts(Deadline.in(Duration.ofMinutes(1)));
    for (var i = 0; i < count; i++) {
      if (i > 0) {
        attempts.failed(new ConcurrencyConflictException(ConflictCause.VERSION, null));
      }
      attempts.begin();
    }
    return attempts;
  }

  private void seconds(int seconds) {
    nanos.addAndGet(TimeUnit.SECONDS.toNanos(seconds));
  }
}
