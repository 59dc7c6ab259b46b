package io.holdfast.platform.http;

import io.holdfast.platform.problem.Problem;
import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.net.URI;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Some of a list's items.
 *
 * @param next the cursor behind the last of them; null at the end of the list
 */
@RegisterForReflection
public record Page<T>(List<T> items, @Nullable String next) {

  static final int DEFAULT_LIMIT = 50;
  static final int MAX_LIMIT = 200;

  /**
   * A page of at most {@code limit} from rows that were read with one more, to see whether there is
   * more.
   */
  public static <T> Page<T> of(List<T> rows, int limit, Function<T, String> cursor) {
    return rows.size() <= limit
        ? new Page<>(rows, null)
        : new Page<>(rows.subList(0, limit), cursor.apply(rows.get(limit - 1)));
  }

  /** The {@code limit} parameter of a list. */
  public static int limit(@Nullable String parameter) {
    if (parameter == null) {
      return DEFAULT_LIMIT;
    }
    if (parameter.matches("[1-9]\\d{0,2}")) {
      var limit = Integer.parseInt(parameter);
      if (limit <= MAX_LIMIT) {
        return limit;
      }
    }
    throw Problem.invalid("limit", "must be a whole number from 1 to " + MAX_LIMIT);
  }

  /** The address of the next page, from that of this one; null at the end of the list. */
  public @Nullable URI nextPage(UriInfo uri) {
    return next == null
        ? null
        : uri.getRequestUriBuilder().replaceQueryParam("after", next).build();
  }

  /** The page as an answer, with a {@code Link} to the next one. */
  public Response respond(UriInfo uri) {
    var response = Response.ok(Json.write(this));
    var target = nextPage(uri);
    if (target != null) {
      response.header("Link", "<%s>; rel=\"next\"".formatted(target));
    }
    return response.build();
  }
}
