package io.holdfast.platform.http;

import io.holdfast.platform.problem.Problem;
import io.holdfast.platform.problem.ProblemType;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What {@code If-Match} asks for. ETags here are a version in quotes; an item's has its stock's
 * version behind a dot, which takes no part in the comparison. Immutable.
 */
public final class Preconditions {

  private static final Pattern TAG = Pattern.compile("\\s*(W/)?\"([^\"]*)\"\\s*(,|$)");
  private static final String NUMBER = "(0|[1-9]\\d{0,17})";
  private static final Pattern VERSION = Pattern.compile(NUMBER + "(\\." + NUMBER + ")?");

  /** Asks for nothing. */
  public static final Preconditions NONE = new Preconditions(null);

  // null: any version will do
  private final @Nullable List<Long> versions;

  private Preconditions(@Nullable List<Long> versions) {
    this.versions = versions;
  }

  /** The condition of a request that must have one. */
  public static Preconditions required(@Nullable String ifMatch) {
    if (ifMatch == null) {
      throw new Problem(
          ProblemType.PRECONDITION_REQUIRED, "If-Match with the ETag last seen is needed.");
    }
    return optional(ifMatch);
  }

  /** The condition of a request that may have one. */
  public static Preconditions optional(@Nullable String ifMatch) {
    if (ifMatch == null || ifMatch.strip().equals("*")) {
      return NONE;
    }
    var versions = new ArrayList<Long>();
    var tags = TAG.matcher(ifMatch);
    var end = 0;
    while (end < ifMatch.length() && tags.find(end) && tags.start() == end) {
      // A weak tag never matches here, nor does one that no version could have.
      var version = VERSION.matcher(tags.group(2));
      if (tags.group(1) == null && version.matches()) {
        versions.add(Long.parseLong(version.group(1)));
      }
      end = tags.end();
    }
    if (end == 0 || end < ifMatch.length()) {
      throw Problem.invalid("If-Match", "must be an entity tag in double quotes, or *");
    }
    return new Preconditions(List.copyOf(versions));
  }

  public boolean allows(long version) {
    return versions == null || versions.contains(version);
  }

  /**
   * Lets only the versions pass that were asked for.
   *
   * @throws Problem {@code version-mismatch} where {@code version} is none of those asked for
   */
  public void check(long version) {
    if (!allows(version)) {
      throw mismatch(version);
    }
  }

  /** The answer to a stale version. */
  public static Problem mismatch(long current) {
    return new Problem(ProblemType.VERSION_MISMATCH, "The current version is " + current + ".")
        .with("current", current);
  }

  /** A representation under its ETag, or 304 where the caller has it already (weak comparison). */
  public static Response respond(
      String etag, @Nullable String ifNoneMatch, Supplier<byte[]> representation) {
    var known =
        ifNoneMatch != null
            && (ifNoneMatch.strip().equals("*")
                || TAG.matcher(ifNoneMatch)
                    .results()
                    .anyMatch(tag -> ('"' + tag.group(2) + '"').equals(etag)));
    return (known ? Response.notModified() : Response.ok(representation.get()))
        .header(HttpHeaders.ETAG, etag)
        .build();
  }
}
