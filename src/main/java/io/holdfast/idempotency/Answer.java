package io.holdfast.idempotency;

import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

/**
 * An answer on its way to the caller.
 *
 * @param replayed whether it was given before, to the first request with the same key
 */
public record Answer(StoredResponse response, boolean replayed) {

  private static final String REPLAYED_HEADER = "Idempotent-Replayed";

  /** The answer as HTTP. */
  public Response toHttp() {
    var http =
        Response.status(response.status()).type(MediaType.APPLICATION_JSON).entity(response.body());
    if (response.location() != null) {
      http.header(HttpHeaders.LOCATION, response.location());
    }
    if (response.etag() != null) {
      http.header(HttpHeaders.ETAG, response.etag());
    }
    return (replayed ? http.header(REPLAYED_HEADER, "true") : http).build();
  }
}
