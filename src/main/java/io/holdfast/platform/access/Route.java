package io.holdfast.platform.access;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One line of {@link Routes}: a path, its methods, and the role that each of them needs. Immutable.
 */
public final class Route {

  /** What an operation asks of its caller. */
  public enum Need {
    /** Nothing. */
    NOTHING,
    /** A token, whatever it grants. */
    TOKEN,
    /** A token with the role. */
    ROLE
  }

  /**
   * One method of a path.
   *
   * @param role null where none is needed
   * @param streams whether its answer goes on until the caller leaves, or its token expires
   */
  public record Operation(String method, Need need, @Nullable Role role, boolean streams) {

    static Operation open(String method) {
      return new Operation(method, Need.NOTHING, null, false);
    }

    static Operation signedIn(String method) {
      return new Operation(method, Need.TOKEN, null, false);
    }

    static Operation needs(String method, Role role) {
      return new Operation(method, Need.ROLE, role, false);
    }

    static Operation stream(Role role) {
      return new Operation("GET", Need.ROLE, role, true);
    }
  }

  private final String path;
  private final Pattern pattern;
  private final List<String> methods;
  private final Map<String, Operation> operations;

  Route(String path, Operation... operations) {
    this.path = path;
    this.pattern =
        Pattern.compile(
            path.replace(".", "\\.").replace("{rest}", ".+").replaceAll("\\{[a-zA-Z]+}", "[^/]+")
                + "/?");
    this.methods = List.of(operations).stream().map(Operation::method).toList();
    this.operations =
        List.of(operations).stream().collect(Collectors.toMap(Operation::method, one -> one));
  }

  /** With the names of its variable parts in braces; {@code {rest}} spans several. */
  public String path() {
    return path;
  }

  /** What {@code Allow} names. */
  public List<String> methods() {
    return methods;
  }

  /** The operation of this name; HEAD is a GET without its body. */
  public Optional<Operation> operation(String method) {
    return Optional.ofNullable(operations.get(method.equals("HEAD") ? "GET" : method));
  }

  boolean matches(String asked) {
    return pattern.matcher(asked).matches();
  }
}
