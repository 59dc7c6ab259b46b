package io.holdfast.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.holdfast.platform.problem.Problem;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The key that a webhook's deliveries are signed with, after the Standard Webhooks specification.
 */
final class Secret {

  private static final String PREFIX = "whsec_";
  private static final String ALGORITHM = "HmacSHA256";
  private static final int SHORTEST = 24;
  private static final int LONGEST = 64;
  private static final int BYTES = 32;

  private Secret() {}

  /** A new one. */
  static String generate() {
    var key = new byte[BYTES];
    new SecureRandom().nextBytes(key);
    return PREFIX + Base64.getEncoder().encodeToString(key);
  }

  /** One that the caller brings. */
  static String checked(String secret) {
    try {
      var length = secret.startsWith(PREFIX) ? key(secret).length : 0;
      if (length >= SHORTEST && length <= LONGEST) {
        return secret;
      }
    } catch (IllegalArgumentException malformed) {
      throw invalid();
    }
    throw invalid();
  }

  /** The value of {@code webhook-signature}. */
  static String sign(String secret, String id, long timestamp, String body) {
    try {
      var mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(key(secret), ALGORITHM));
      var signature = mac.doFinal((id + '.' + timestamp + '.' + body).getBytes(UTF_8));
      return "v1," + Base64.getEncoder().encodeToString(signature);
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("Every Java platform has " + ALGORITHM, impossible);
    }
  }

  private static byte[] key(String secret) {
    return Base64.getDecoder().decode(secret.substring(PREFIX.length()));
  }

  private static Problem invalid() {
    return Problem.invalid(
        "secret", "must be %s and %d to %d bytes in base64".formatted(PREFIX, SHORTEST, LONGEST));
  }
}
