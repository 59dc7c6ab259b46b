package io.holdfast.platform.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.holdfast.platform.access.Grant;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * What tokens grant that were checked less than a minute ago. To check a token costs several times
 * what an order does, and a till sends the same one with each of its calls. Known by their SHA-256,
 * so that no token is kept. Thread-safe.
 */
@ApplicationScoped
class CheckedTokens {

  /** How long a key that the provider has withdrawn goes on to be good. */
  private static final Duration GOOD = Duration.ofMinutes(1);

  /** Some 300 bytes each; when there are more, all are checked once again. */
  private static final int MOST = 50_000;

  private record Checked(Grant grant, Instant until) {}

  private final ConcurrentMap<String, Checked> byDigest = new ConcurrentHashMap<>();
  private final InstantSource clock;

  @Inject
  CheckedTokens() {
    this(InstantSource.system());
  }

  CheckedTokens(InstantSource clock) {
    this.clock = clock;
  }

  /** What this header grants; null if it has to be checked. */
  @Nullable Grant find(String header) {
    var checked = byDigest.get(digest(header));
    return checked != null && clock.instant().isBefore(checked.until()) ? checked.grant() : null;
  }

  /** Takes down what a header was found to grant. */
  void keep(String header, Grant grant) {
    if (byDigest.size() >= MOST) {
      byDigest.clear();
    }
    var until = clock.instant().plus(GOOD);
    var end = grant.until().isBefore(until) ? grant.until() : until;
    byDigest.put(digest(header), new Checked(grant, end));
  }

  private static String digest(String header) {
    try {
      var digest = MessageDigest.getInstance("SHA-256").digest(header.getBytes(UTF_8));
      return new String(digest, ISO_8859_1);
    } catch (NoSuchAlgorithmException missing) {
      throw new IllegalStateException(missing); // every Java platform has it
    }
  }
}
