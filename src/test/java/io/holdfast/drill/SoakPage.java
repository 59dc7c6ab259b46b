package io.holdfast.drill;

import java.io.IOException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The results of a soak, as a page. */
final class SoakPage {

  private static final int EVERY = 5;

  private final SoakOptions options;
  private final List<Soak.Sample> samples;
  private final List<SoakWindow.Result> results;
  private final List<Map<Figure, Double>> before;
  private final List<Map<Figure, Double>> after;
  private final Findings findings;

  SoakPage(
      SoakOptions options,
      List<Soak.Sample> samples,
      List<SoakWindow.Result> results,
      List<Map<Figure, Double>> before,
      List<Map<Figure, Double>> after,
      Findings findings) {
    this.options = options;
    this.samples = List.copyOf(samples);
    this.results = List.copyOf(results);
    this.before = before;
    this.after = after;
    this.findings = findings;
  }

  boolean isWrong() {
    return !findings.isEmpty()
        || samples.size() < options.windows()
        || instances().anyMatch(i -> figures().anyMatch(f -> !verdict(i, f).wrong().isEmpty()));
  }

  private SoakFigures.Verdict verdict(int instance, Figure figure) {
    return SoakFigures.judge(
        figure,
        samples.stream()
            .map(
                sample ->
                    new SoakFigures.Sample(
                        sample.minute(), sample.instances().get(instance).get(figure)))
            .toList(),
        before.get(instance).get(figure),
        after.get(instance).get(figure));
  }

  String text() throws IOException {
    var page = new StringBuilder();
    page.append("# Soak, ").append(LocalDate.now(ZoneOffset.UTC)).append("\n\n");
    page.append(
        "`%s`, %d calls per second; seed in the log. %s\n\n"
            .formatted(options.command(), options.rate(), Table.machine()));
    page.append(
        """
        | operations | acknowledged | reads | lost | duplicated | oversold | other findings |
        |---|---|---|---|---|---|---|
        | %d | %d | %d | %d | %d | %d | %d |
        """
            .formatted(
                results.stream().mapToInt(SoakWindow.Result::operations).sum(),
                results.stream().mapToInt(SoakWindow.Result::acknowledged).sum(),
                results.stream().mapToInt(SoakWindow.Result::reads).sum(),
                findings.count(Findings.LOST),
                findings.count(Findings.DUPLICATED),
                findings.count(Findings.OVERSOLD),
                findings.others()));
    findings.told().forEach(told -> page.append("\n- ").append(told));
    page.append(findings.isEmpty() ? "" : "\n");
    if (samples.size() < SoakFigures.LEAST) {
      page.append("\nToo few samples to judge by.\n");
    } else {
      instances().forEach(instance -> page.append(figures(instance)));
    }
    instances().forEach(instance -> page.append(course(instance)));
    return page.toString();
  }

  private String figures(int instance) {
    return """

        ## Instance %d

        | figure | start | end | allowed more | slope per hour | at rest before | at rest after | verdict |
        |---|---|---|---|---|---|---|---|
        """
            .formatted(instance)
        + figures().map(figure -> row(instance, figure)).collect(Collectors.joining());
  }

  private String row(int instance, Figure figure) {
    var verdict = verdict(instance, figure);
    return "| %s | %s | %s | %s | %s | %s | %s | %s |\n"
        .formatted(
            figure.title(),
            figure.text(verdict.start()),
            figure.text(verdict.end()),
            figure.bound(),
            String.format(Locale.ROOT, "%+.1f", verdict.perHour()),
            figure.text(verdict.restBefore()),
            figure.text(verdict.restAfter()),
            verdict.wrong().isEmpty() ? "ok" : String.join(", ", verdict.wrong()));
  }

  private String course(int instance) {
    var page = new StringBuilder("\n### Samples of instance " + instance + "\n\n| minute |");
    figures().forEach(figure -> page.append(" %s |".formatted(figure.title())));
    page.append('\n').append("|---".repeat(1 + Figure.values().length)).append("|\n");
    for (var i = 0; i < samples.size(); i++) {
      if (i > 0 && (i + 1) % EVERY != 0) {
        continue;
      }
      var values = samples.get(i).instances().get(instance);
      page.append(String.format(Locale.ROOT, "| %.1f |", samples.get(i).minute()));
      figures().forEach(figure -> page.append(" %s |".formatted(figure.text(values.get(figure)))));
      page.append('\n');
    }
    return page.toString();
  }

  private Stream<Integer> instances() {
    return Stream.iterate(0, i -> i < before.size(), i -> i + 1);
  }

  private static Stream<Figure> figures() {
    return Stream.of(Figure.values());
  }
}
