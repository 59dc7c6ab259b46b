package io.holdfast.idempotency;

import io.holdfast.platform.problem.Problem;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A caller's key and what request it stands for. Two are equal when they are the same key; whether
 * they stand for the same request is {@link #sameRequest}.
 *
 * @param fingerprint SHA-256 over method, path and body
 */
@SuppressWarnings("ArrayRecordComponent") // compared by content below
public record IdempotencyKey(String principal, String key, byte[] fingerprint) {

  /** The header that carries a key, taken verbatim. */
  public static final String HEADER = "Idempotency-Key";

  private static final Pattern FORM = Pattern.compile("[\\x21-\\x7e]{1,255}");

  /**
   * The key of a request, or null where it has none.
   *
   * @throws Problem {@code validation} for a malformed one
   */
  public static @Nullable IdempotencyKey of(
      String principal, @Nullable String header, String method, String path, byte[] body) {
    if (header == null) {
      return null;
    }
    if (!FORM.matcher(header).matches()) {
      throw Problem.invalid(HEADER, "must be 1 to 255 visible ASCII characters");
    }
    return new IdempotencyKey(principal, header, fingerprint(method, path, body));
  }

  private static byte[] fingerprint(String method, String path, byte[] body) {
    try {
      var sha256 = MessageDigest.getInstance("SHA-256");
      sha256.update((method + ' ' + path + '\n').getBytes(StandardCharsets.UTF_8));
      return sha256.digest(body);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("Every Java platform has SHA-256", impossible);
    }
  }

  public boolean sameRequest(byte[] other) {
    return Arrays.equals(fingerprint, other);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof IdempotencyKey that
        && principal.equals(that.principal)
        && key.equals(that.key);
  }

  @Override
  public int hashCode() {
    return 31 * principal.hashCode() + key.hashCode();
  }

  @Override
  public String toString() {
    return principal + '/' + key;
  }
}
