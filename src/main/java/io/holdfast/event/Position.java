package io.holdfast.event;

import io.holdfast.platform.http.Cursor;
import io.holdfast.platform.problem.Problem;
import java.util.List;

/**
 * A place in the order of a shop's events: right behind one of them.
 *
 * @param number of the batch, counted from 1 without a gap
 * @param place of the event in its batch, from 0
 */
public record Position(long number, int place) {

  private static final int END = Integer.MAX_VALUE;

  /** Behind all events of a batch. */
  public static Position endOf(long number) {
    return new Position(number, END);
  }

  /** Whether the whole batch lies before it. */
  public boolean isEndOfBatch() {
    return place == END;
  }

  /** The id of the event before this place, in a form that readers need not understand. */
  public String id(String shop) {
    return Cursor.of(shop, number, place);
  }

  /**
   * The place behind the event with this id.
   *
   * @param field where the id was found
   * @throws Problem {@code validation} for one that this shop's events never had
   */
  public static Position of(String shop, String id, String field) {
    var parts = parts(id, field);
    if (parts.size() == 3
        && parts.get(0).equals(shop)
        && parts.get(1).matches("\\d{1,18}")
        && parts.get(2).matches("\\d{1,10}")) {
      var place = Long.parseLong(parts.get(2));
      if (place <= END) {
        return new Position(Long.parseLong(parts.get(1)), (int) place);
      }
    }
    throw invalid(field);
  }

  private static List<String> parts(String id, String field) {
    try {
      var parts = Cursor.parts(id);
      return parts == null ? List.of() : parts;
    } catch (Problem malformed) {
      throw invalid(field);
    }
  }

  static Problem invalid(String field) {
    return Problem.invalid(field, "is not the id of an event of this shop");
  }
}
