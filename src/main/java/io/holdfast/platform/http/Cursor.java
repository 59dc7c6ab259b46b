package io.holdfast.platform.http;

import io.holdfast.platform.problem.Problem;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where a page of a list ended, in a form that callers need not understand. Stateless. */
public final class Cursor {

  private static final String SEPARATOR = "|";

  private Cursor() {}

  /** Parts hold no {@code |}. */
  public static String of(Object... parts) {
    var text = new ArrayList<String>();
    for (var part : parts) {
      text.add(part.toString());
    }
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(String.join(SEPARATOR, text).getBytes(StandardCharsets.UTF_8));
  }

  /**
   * The parts, or null where there is no cursor.
   *
   * @throws Problem {@code validation} for one that this service never gave
   */
  public static @Nullable List<String> parts(@Nullable String cursor) {
    if (cursor == null) {
      return null;
    }
    try {
      var text = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
      if (Text.storable(text) && of(text).equals(cursor)) {
        return List.of(text.split("\\|", -1));
      }
    } catch (IllegalArgumentException malformed) {
      throw invalid();
    }
    throw invalid();
  }

  public static Problem invalid() {
    return Problem.invalid("after", "is not a cursor of this list");
  }
}
