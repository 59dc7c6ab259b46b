package io.holdfast.platform.http;

import io.holdfast.platform.problem.Problem;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/** The forms that text from outside may have. Stateless. */
public final class Text {

  /** SKUs, shops and location codes. */
  public static final String CODE = "^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$";

  private static final Pattern CODE_PATTERN = Pattern.compile(CODE);

  private Text() {}

  public static boolean isCode(String text) {
    return CODE_PATTERN.matcher(text).matches();
  }

  /** A UUID in its one canonical form; empty for any other text. */
  public static Optional<UUID> uuid(String text) {
    try {
      return Optional.of(UUID.fromString(text)).filter(id -> id.toString().equalsIgnoreCase(text));
    } catch (IllegalArgumentException malformed) {
      return Optional.empty();
    }
  }

  /** Whether PostgreSQL can hold it: no NUL, no half of a surrogate pair. */
  public static boolean storable(String text) {
    for (var i = 0; i < text.length(); i++) {
      var unit = text.charAt(i);
      if (unit == 0 || Character.isLowSurrogate(unit)) {
        return false;
      }
      if (Character.isHighSurrogate(unit)
          && (++i == text.length() || !Character.isLowSurrogate(text.charAt(i)))) {
        return false;
      }
    }
    return true;
  }

  /** {@code text} where the database can hold it; else a validation problem about {@code field}. */
  public static String storable(String field, String text) {
    if (!storable(text)) {
      throw Problem.invalid(field, "holds a NUL or half a surrogate pair");
    }
    return text;
  }
}
