package io.holdfast.reservation;

import java.util.Arrays;

/**
 * What orders for one SKU met, second by second, for a minute: a ring of counters that is written
 * over. Its size is fixed, about 1.5 KB. Not thread-safe.
 */
final class LastMinute {

  private static final int SECONDS = 60;
  private static final int ACCEPTED = 0;
  private static final int REJECTED = 1;
  private static final int CONFLICTS = 2;
  private static final int RETRIES = 3;
  private static final int MAX_WAIT = 4;
  private static final int COUNTERS = 5;

  private String shop;
  private String sku;
  private final int[] counters = new int[SECONDS * COUNTERS];

  /** Which second each place of the ring is about. */
  private final int[] seconds = new int[SECONDS];

  private int newest;

  LastMinute(String shop, String sku) {
    this.shop = shop;
    this.sku = sku;
    Arrays.fill(seconds, -SECONDS);
  }

  /** Forgets everything and begins with another SKU. */
  void giveTo(String thatShop, String thatSku) {
    shop = thatShop;
    sku = thatSku;
    Arrays.fill(seconds, -SECONDS);
  }

  boolean isOf(String thatShop, String thatSku) {
    return sku.equals(thatSku) && shop.equals(thatShop);
  }

  boolean isOf(String thatShop) {
    return shop.equals(thatShop);
  }

  /** Adds an order that was decided in this second. */
  void add(int second, boolean accepted, int conflicts, int retries, int waitMillis) {
    var place = second % SECONDS;
    var first = place * COUNTERS;
    if (seconds[place] != second) {
      seconds[place] = second;
      Arrays.fill(counters, first, first + COUNTERS, 0);
    }
    counters[first + (accepted ? ACCEPTED : REJECTED)]++;
    counters[first + CONFLICTS] += conflicts;
    counters[first + RETRIES] += retries;
    counters[first + MAX_WAIT] = Math.max(counters[first + MAX_WAIT], waitMillis);
    newest = second;
  }

  /** When it was last asked for. */
  int newest() {
    return newest;
  }

  long attempts(int now) {
    // In one pass: where many SKUs share the shelves, every order asks all of a shelf.
    var attempts = 0L;
    for (var place = 0; place < SECONDS; place++) {
      if (now - seconds[place] < SECONDS) {
        var first = place * COUNTERS;
        attempts +=
            counters[first + ACCEPTED] + counters[first + REJECTED] + counters[first + RETRIES];
      }
    }
    return attempts;
  }

  /** The minute that ends with this second. */
  HotSku at(int now) {
    var longest = 0;
    for (var place = 0; place < SECONDS; place++) {
      if (now - seconds[place] < SECONDS) {
        longest = Math.max(longest, counters[place * COUNTERS + MAX_WAIT]);
      }
    }
    return new HotSku(
        sku,
        attempts(now),
        sum(ACCEPTED, now),
        sum(REJECTED, now),
        sum(CONFLICTS, now),
        sum(RETRIES, now),
        longest);
  }

  private long sum(int counter, int now) {
    var sum = 0L;
    for (var place = 0; place < SECONDS; place++) {
      if (now - seconds[place] < SECONDS) {
        sum += counters[place * COUNTERS + counter];
      }
    }
    return sum;
  }
}
