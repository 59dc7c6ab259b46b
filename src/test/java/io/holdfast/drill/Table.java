package io.holdfast.drill;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** The results of a run, as a page. */
final class Table {

  /**
   * A fault and what came of it.
   *
   * @param note why there is nothing to tell, or empty
   */
  record Row(Fault fault, List<Round.Result> rounds, Findings findings, String note) {

    boolean isWrong() {
      return !findings.isEmpty();
    }

    boolean isSkipped() {
      return !note.isEmpty();
    }

    private String line() {
      if (rounds.isEmpty()) {
        return "| `%s` | 0 | | | | | | | | | %s |".formatted(fault.name(), verdict());
      }
      var recovered =
          rounds.stream()
              .flatMap(round -> round.recovered().stream().max(Comparator.naturalOrder()).stream())
              .sorted()
              .toList();
      return "| `%s` | %d | %d | %d | %d | %d | %d | %s | %s | %d | %s |"
          .formatted(
              fault.name(),
              rounds.size(),
              rounds.stream().mapToInt(Round.Result::operations).sum(),
              rounds.stream().mapToInt(Round.Result::acknowledged).sum(),
              findings.count(Findings.LOST),
              findings.count(Findings.DUPLICATED),
              findings.count(Findings.OVERSOLD),
              recovered.isEmpty() ? "" : seconds(recovered.get(recovered.size() / 2)),
              recovered.isEmpty() ? "" : seconds(recovered.get(recovered.size() - 1)),
              fault.limit().toSeconds(),
              verdict());
    }

    private String verdict() {
      if (isSkipped()) {
        return note;
      }
      if (!findings.isEmpty()) {
        return findings.others() + " other findings";
      }
      var late =
          rounds.stream()
              .flatMap(round -> round.recovered().stream())
              .anyMatch(took -> took.compareTo(fault.limit()) > 0);
      // Only where patience was asked for; else it is a finding.
      return late ? "ok, but late" : "ok";
    }

    private static String seconds(Duration time) {
      return String.format(Locale.ROOT, "%.2f", time.toMillis() / 1000.0);
    }
  }

  private static final String HEAD =
      """
      | fault | rounds | operations | acknowledged | lost | duplicated | oversold | recovery, median s | max s | limit s | verdict |
      |---|---|---|---|---|---|---|---|---|---|---|
      """;

  private final boolean maySkip;
  private final List<Row> rows = new ArrayList<>();

  /**
   * @param maySkip whether all is well without the faults that are not possible here
   */
  Table(boolean maySkip) {
    this.maySkip = maySkip;
  }

  void add(Row row) {
    rows.add(row);
  }

  boolean isWrong() {
    return rows.isEmpty()
        || rows.stream().anyMatch(row -> row.isWrong() || (!maySkip && row.isSkipped()));
  }

  /**
   * The page.
   *
   * @param command what was typed
   */
  String page(String command, Duration took) throws IOException {
    var page = new StringBuilder();
    page.append("# Drills, ").append(LocalDate.now(ZoneOffset.UTC)).append("\n\n");
    page.append(
        "`%s`, %d min; seed in the log. %s\n\n".formatted(command, took.toMinutes(), machine()));
    page.append(HEAD);
    rows.forEach(row -> page.append(row.line()).append('\n'));
    page.append("\n| fault | what happens |\n|---|---|\n");
    rows.forEach(
        row -> page.append("| `%s` | %s |\n".formatted(row.fault().name(), row.fault().what())));
    for (var row : rows) {
      if (row.isWrong()) {
        page.append("\n## ").append(row.fault().name()).append("\n\n");
        row.findings().told().forEach(told -> page.append("- ").append(told).append('\n'));
      }
    }
    return page.toString();
  }

  /** What it was run on. */
  static String machine() throws IOException {
    var model =
        Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
            .filter(line -> line.startsWith("model name"))
            .findFirst()
            .map(line -> line.substring(line.indexOf(':') + 2))
            .orElse(System.getProperty("os.arch"));
    var load = Files.readString(Path.of("/proc/loadavg")).split(" ", 2)[0];
    return "%d cores of %s, load at the end %s, Linux %s, Java %s."
        .formatted(
            Runtime.getRuntime().availableProcessors(),
            model,
            load,
            System.getProperty("os.version"),
            System.getProperty("java.version"));
  }
}
