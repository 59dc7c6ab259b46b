package io.holdfast.drill;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The command line of a soak.
 *
 * @param rate calls per second, reads included
 * @param results where the page goes; null for nowhere but the output
 */
record SoakOptions(String command, int minutes, int rate, long seed, @Nullable Path results) {

  static final String USAGE =
      """
      usage: drills/soak [--minutes N] [--rate N] [--seed N] [--results FOLDER]
        --minutes  how long there is load: 60
        --rate     calls per second, to both instances together: 100
        --results  keeps the page there
      """;

  static SoakOptions of(String[] arguments) {
    var minutes = 60;
    var rate = 100;
    var seed = System.nanoTime();
    Path results = null;
    for (var i = 0; i < arguments.length; i += 2) {
      if (i + 1 == arguments.length) {
        throw new IllegalArgumentException("a value is missing");
      }
      var value = arguments[i + 1];
      switch (arguments[i]) {
        case "--minutes" -> minutes = positive(value);
        case "--rate" -> rate = positive(value);
        case "--seed" -> seed = Long.parseLong(value);
        case "--results" -> results = Path.of(value);
        default -> throw new IllegalArgumentException("no such option: " + arguments[i]);
      }
    }
    var command =
        ("drills/soak " + String.join(" ", arguments)).replaceAll(" --results \\S+", "").strip();
    return new SoakOptions(command, minutes, rate, seed, results);
  }

  private static int positive(String value) {
    var number = Integer.parseInt(value);
    if (number < 1) {
      throw new IllegalArgumentException("not a positive number: " + value);
    }
    return number;
  }

  /** How many there are: one a minute, more of them where it is short. */
  int windows() {
    return Math.max(minutes, SoakFigures.LEAST);
  }

  Duration window() {
    return Duration.ofMinutes(minutes).dividedBy(windows());
  }
}
