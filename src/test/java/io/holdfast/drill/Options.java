package io.holdfast.drill;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The command line.
 *
 * @param faults in the order in which they are run
 * @param part rounds are divided by it
 * @param patience what limits of time are multiplied by
 * @param fixedRounds of each fault; null for its own number
 * @param results where the page goes; null for nowhere but the output
 */
record Options(
    String command,
    List<Fault> faults,
    @Nullable Integer fixedRounds,
    int part,
    int patience,
    long seed,
    @Nullable Path results) {

  static final String USAGE =
      """
      usage: drills/run [--short] [--only NAME[,NAME…]] [--rounds N | --part N] [--patience N] [--seed N] [--results FOLDER] [--list]
        --short    one round of a choice of faults, about two minutes
        --only     these faults
        --rounds   of each fault, instead of its own number
        --part     an Nth of each fault's own number, at least one
        --patience limits of time times this, for a busy machine
        --list     names the faults and does nothing
      """;

  static Options of(String[] arguments) {
    var faults = Drill.faults();
    Integer rounds = null;
    var part = 1;
    var patience = 1;
    var seed = System.nanoTime();
    Path results = null;
    for (var i = 0; i < arguments.length; i++) {
      switch (arguments[i]) {
        case "--short" -> {
          faults = faults.stream().filter(Fault::brief).toList();
          rounds = rounds == null ? Integer.valueOf(1) : rounds;
        }
        case "--only" -> faults = named(value(arguments, ++i));
        case "--rounds" -> rounds = Integer.valueOf(value(arguments, ++i));
        case "--part" -> part = Integer.parseInt(value(arguments, ++i));
        case "--patience" -> patience = Integer.parseInt(value(arguments, ++i));
        case "--seed" -> seed = Long.parseLong(value(arguments, ++i));
        case "--results" -> results = Path.of(value(arguments, ++i));
        case "--list" -> {
          faults.forEach(fault -> System.out.printf("%-22s %s%n", fault.name(), fault.what()));
          System.exit(0);
        }
        default -> throw usage("no such option: " + arguments[i]);
      }
    }
    var command =
        ("drills/run " + String.join(" ", arguments)).replaceAll(" --results \\S+", "").strip();
    return new Options(command, faults, rounds, part, patience, seed, results);
  }

  int rounds(Fault fault) {
    return fixedRounds == null ? Math.max(1, fault.rounds() / part) : fixedRounds;
  }

  private static List<Fault> named(String names) {
    var chosen = new ArrayList<Fault>();
    for (var name : names.split(",", -1)) {
      chosen.add(
          Drill.faults().stream()
              .filter(fault -> fault.name().equals(name))
              .findAny()
              .orElseThrow(() -> usage("no such fault: " + name)));
    }
    return chosen;
  }

  private static String value(String[] arguments, int index) {
    if (index >= arguments.length) {
      throw usage("a value is missing");
    }
    return arguments[index];
  }

  private static IllegalArgumentException usage(String what) {
    System.err.println(what + "\n" + USAGE);
    System.exit(2);
    return new IllegalArgumentException(what);
  }
}
