package io.holdfast.lab;

/**
 * What one buyer's visit came to.
 *
 * @param retries attempts that the seller made anew by itself
 * @param returns how often the buyer had to come back
 */
record Visit(Outcome outcome, int retries, int returns) {

  /** What the buyer was told in the end. */
  enum Outcome {
    SOLD,
    /** There is not enough, said the seller. */
    REFUSED,
    /** No answer was to be had. */
    GAVE_UP
  }

  static Visit of(boolean sold) {
    return new Visit(sold ? Outcome.SOLD : Outcome.REFUSED, 0, 0);
  }

  static Visit gaveUp(int retries) {
    return new Visit(Outcome.GAVE_UP, retries, 0);
  }
}
