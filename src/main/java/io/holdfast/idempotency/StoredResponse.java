package io.holdfast.idempotency;

import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** An answer as it was sent. The body is not copied: nobody changes it. */
@SuppressWarnings("ArrayRecordComponent") // compared by content below
public record StoredResponse(
    int status, @Nullable String location, @Nullable String etag, byte[] body) {

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof StoredResponse that
        && status == that.status
        && Objects.equals(location, that.location)
        && Objects.equals(etag, that.etag)
        && Arrays.equals(body, that.body);
  }

  @Override
  public int hashCode() {
    return Objects.hash(status, location, etag, Arrays.hashCode(body));
  }

  @Override
  public String toString() {
    return status + " " + location;
  }
}
