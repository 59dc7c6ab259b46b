package io.holdfast.drill;

/** This machine lacks what a drill needs; it is skipped, and the table says so. */
final class NotPossibleHereException extends RuntimeException {

  NotPossibleHereException(String message) {
    super(message);
  }
}
