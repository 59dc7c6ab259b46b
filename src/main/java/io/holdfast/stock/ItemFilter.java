package io.holdfast.stock;

import io.holdfast.platform.http.Cursor;
import io.holdfast.platform.http.Text;
import io.holdfast.platform.problem.Problem;
import org.jspecify.annotations.Nullable;

/**
 * What a list of items is narrowed to.
 *
 * @param after the SKU behind which it starts
 * @param text part of the name or the SKU, in any case
 */
public record ItemFilter(@Nullable String after, @Nullable String text, boolean lowStock) {

  /**
   * From the parameters of a query.
   *
   * @throws Problem {@code validation} where one of them makes no sense
   */
  public static ItemFilter of(
      @Nullable String q, @Nullable String lowStock, @Nullable String after) {
    if (lowStock != null && !lowStock.equals("true") && !lowStock.equals("false")) {
      throw Problem.invalid("lowStock", "must be true or false");
    }
    var cursor = Cursor.parts(after);
    if (cursor != null && (cursor.size() != 1 || !Text.isCode(cursor.get(0)))) {
      throw Cursor.invalid();
    }
    return new ItemFilter(
        cursor == null ? null : cursor.get(0),
        q == null ? null : Text.storable("q", q),
        "true".equals(lowStock));
  }
}
