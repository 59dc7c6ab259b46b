package io.holdfast.lab;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Options of the command line as a race. Stateless. */
final class LabOptions {

  private static final Set<String> KNOWN =
      Set.of(
          "scenario",
          "strategies",
          "stock",
          "buyers",
          "quantity",
          "skus",
          "lines",
          "at-once",
          "think-millis",
          "rounds",
          "in-step");

  private LabOptions() {}

  /**
   * Reads {@code --name value} and {@code --name=value}.
   *
   * @throws IllegalArgumentException with what is wrong
   */
  static NewRace parse(List<String> arguments) {
    var options = new HashMap<String, String>();
    for (var i = 0; i < arguments.size(); i++) {
      var argument = arguments.get(i);
      var end = argument.indexOf('=');
      var name = end < 0 ? argument : argument.substring(0, end);
      if (!name.startsWith("--") || !KNOWN.contains(name.substring(2))) {
        throw new IllegalArgumentException("There is no option " + name + ".");
      }
      if (end < 0 && ++i == arguments.size()) {
        throw new IllegalArgumentException("The option " + name + " needs a value.");
      }
      options.put(name.substring(2), end < 0 ? arguments.get(i) : argument.substring(end + 1));
    }
    var strategies = options.get("strategies");
    return new NewRace(
        options.get("scenario"),
        strategies == null ? null : List.of(strategies.split(",", -1)),
        number(options, "stock"),
        number(options, "buyers"),
        number(options, "quantity"),
        number(options, "skus"),
        number(options, "lines"),
        number(options, "at-once"),
        number(options, "think-millis"),
        number(options, "rounds"),
        inStep(options.get("in-step")));
  }

  private static @Nullable Integer number(Map<String, String> options, String name) {
    var text = options.get(name);
    if (text == null) {
      return null;
    }
    if (!text.matches("\\d{1,9}")) {
      throw new IllegalArgumentException("--" + name + " must be a whole number.");
    }
    return Integer.valueOf(text);
  }

  private static @Nullable Boolean inStep(@Nullable String text) {
    if (text == null) {
      return null;
    }
    if (!text.equals("true") && !text.equals("false")) {
      throw new IllegalArgumentException("--in-step must be true or false.");
    }
    return Boolean.valueOf(text);
  }
}
