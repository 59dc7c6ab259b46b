package io.holdfast.reservation;

import io.holdfast.platform.database.Attempts;
import io.holdfast.reservation.decision.Command;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Which SKUs are wanted most, in this process and in the last minute. Its memory is bounded:
 * {@value #SHELVES} shelves of {@value #PLACES} SKUs each, 1.5 KB per SKU. A SKU belongs to one
 * shelf by its hash, and where that is full the coldest there makes room; what is hot stays, and is
 * counted exactly from when it came. Counting makes no garbage and locks one shelf at a time, for
 * some additions. Thread-safe.
 */
@Singleton
class HotSkus {

  static final int SHELVES = 128;
  static final int PLACES = 8;

  private final @Nullable LastMinute[][] shelves = new LastMinute[SHELVES][PLACES];
  private final LongSupplier nanoTime;
  private final long start;

  HotSkus() {
    this(System::nanoTime);
  }

  /** With a clock of the caller's, which only goes forward. */
  HotSkus(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    this.start = nanoTime.getAsLong();
  }

  /**
   * Counts an order that has been decided.
   *
   * @param attempts none where it never got so far; being turned away then counts as one
   */
  void decided(Command.Place order, boolean accepted, Attempts attempts, long waitNanos) {
    var now = now();
    var retries = Math.max(0, attempts.count() - 1);
    var millis = (int) Math.min(Integer.MAX_VALUE, TimeUnit.NANOSECONDS.toMillis(waitNanos));
    for (var line : order.lines()) {
      var shelf = shelves[shelf(order.shop(), line.sku())];
      synchronized (shelf) {
        minute(shelf, order.shop(), line.sku(), now)
            .add(now, accepted, attempts.conflicts(), retries, millis);
      }
    }
  }

  private static LastMinute minute(@Nullable LastMinute[] shelf, String shop, String sku, int now) {
    for (var place = 0; place < PLACES; place++) {
      var minute = shelf[place];
      if (minute == null) {
        minute = new LastMinute(shop, sku);
        shelf[place] = minute;
        return minute;
      }
      if (minute.isOf(shop, sku)) {
        return minute;
      }
    }
    var coldest = coldest(shelf, now);
    coldest.giveTo(shop, sku);
    return coldest;
  }

  /** The one with the fewest attempts, and of several the one that nobody wanted for longest. */
  private static LastMinute coldest(@Nullable LastMinute[] full, int now) {
    var coldest = Objects.requireNonNull(full[0]);
    var fewest = coldest.attempts(now);
    for (var place = 1; place < PLACES; place++) {
      var minute = Objects.requireNonNull(full[place]);
      var attempts = minute.attempts(now);
      if (attempts < fewest || (attempts == fewest && minute.newest() < coldest.newest())) {
        coldest = minute;
        fewest = attempts;
      }
    }
    return coldest;
  }

  /** A shop's SKUs by attempts, the most first; those with none in the last minute are left out. */
  List<HotSku> hottest(String shop, int most) {
    var now = now();
    var found = new ArrayList<HotSku>();
    for (var shelf : shelves) {
      synchronized (shelf) {
        for (var minute : shelf) {
          if (minute != null && minute.isOf(shop)) {
            found.add(minute.at(now));
          }
        }
      }
    }
    return found.stream()
        .filter(sku -> sku.attempts() > 0)
        .sorted(Comparator.comparingLong(HotSku::attempts).reversed().thenComparing(HotSku::sku))
        .limit(most)
        .toList();
  }

  private int now() {
    return (int) TimeUnit.NANOSECONDS.toSeconds(nanoTime.getAsLong() - start);
  }

  private static int shelf(String shop, String sku) {
    var hash = 31 * shop.hashCode() + sku.hashCode();
    return (hash ^ (hash >>> 16)) & (SHELVES - 1);
  }
}
