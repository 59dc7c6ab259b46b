package io.holdfast.invariant;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Violations as a check comes across them, in words, at most 100 of each. Not thread-safe. */
final class Findings {

  private static final int MOST = 100;

  private final Map<Invariant, List<String>> violations = new EnumMap<>(Invariant.class);

  /** Names the invariants that the check looks at. */
  Findings(List<Invariant> checked) {
    checked.forEach(invariant -> violations.put(invariant, new ArrayList<>()));
  }

  /** Takes note of a violation; once, however often it is met. */
  void add(Invariant invariant, String violation) {
    var found = violations.computeIfAbsent(invariant, none -> new ArrayList<>());
    if (found.size() < MOST && !found.contains(violation)) {
      found.add(violation);
    }
  }

  Map<Invariant, List<String>> violations() {
    return violations;
  }
}
