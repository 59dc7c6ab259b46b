package io.holdfast.idempotency;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** What is on record under a key: which request it was and what it was answered with. */
@SuppressWarnings("ArrayRecordComponent") // compared by content below
public record KeyedResponse(byte[] fingerprint, StoredResponse response) {

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof KeyedResponse that
        && Arrays.equals(fingerprint, that.fingerprint)
        && response.equals(that.response);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(fingerprint);
  }

  @Override
  public String toString() {
    return response.toString();
  }
}
