package io.holdfast.webhook;

import org.jspecify.annotations.Nullable;

/**
 * How one attempt at a delivery ended.
 *
 * @param status of the receiver's answer; null where there was none
 * @param error why there was none
 */
record Attempt(Delivery delivery, @Nullable Integer status, @Nullable String error) {

  static Attempt answered(Delivery delivery, int status) {
    return new Attempt(delivery, status, null);
  }

  static Attempt failed(Delivery delivery, String error) {
    return new Attempt(delivery, null, error);
  }

  boolean succeeded() {
    return status != null && status >= 200 && status < 300;
  }
}
