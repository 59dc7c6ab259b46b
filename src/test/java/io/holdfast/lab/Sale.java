package io.holdfast.lab;

/**
 * One flash sale: more buyers than units, all after the same SKU, one unit each.
 *
 * @param stockLeft what the seller's counter says afterwards
 */
record Sale(
    String seller, long units, Crowd crowd, long stockLeft, double conflicts, double retries) {

  /** Units promised that were never there. */
  long oversold() {
    return Math.max(0, crowd.accepted() - units);
  }

  /** By how much the counter differs from what the accepted orders should have left. */
  long booksOffBy() {
    return stockLeft - (units - crowd.accepted());
  }
}
