package io.holdfast.drill;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;

/** What must not be, by kind, each with how often and the first words of it. Thread-safe. */
final class Findings {

  /** The kinds that have a column of their own. */
  static final String LOST = "lost";

  static final String DUPLICATED = "duplicated";
  static final String OVERSOLD = "oversold";

  private static final int TOLD = 5;

  private final Map<String, List<String>> byKind = new ConcurrentSkipListMap<>();

  void add(String kind, String words) {
    byKind.compute(
        kind,
        (ignored, before) -> {
          var after = before == null ? new ArrayList<String>() : before;
          after.add(words.length() > 600 ? words.substring(0, 600) + "…" : words);
          return after;
        });
  }

  boolean isEmpty() {
    return byKind.isEmpty();
  }

  int count(String kind) {
    return byKind.getOrDefault(kind, List.of()).size();
  }

  /** Those without a column. */
  int others() {
    return byKind.entrySet().stream()
        .filter(entry -> !List.of(LOST, DUPLICATED, OVERSOLD).contains(entry.getKey()))
        .mapToInt(entry -> entry.getValue().size())
        .sum();
  }

  /** The first few of each kind. */
  List<String> told() {
    return byKind.entrySet().stream()
        .flatMap(
            entry ->
                entry.getValue().stream()
                    .limit(TOLD)
                    .map(
                        words ->
                            "%s (%d): %s"
                                .formatted(entry.getKey(), entry.getValue().size(), words)))
        .toList();
  }
}
