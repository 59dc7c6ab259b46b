package io.holdfast.drill;

import java.util.ArrayList;
import java.util.List;

/**
 * Judges a figure by its samples under load and by what it is at rest. The first two samples are
 * warm-up; the next five are where it begins, the last five where it ends, each by their median.
 */
final class SoakFigures {

  /**
   * A figure at one moment.
   *
   * @param minute since the load began
   */
  record Sample(double minute, double value) {}

  /**
   * What is to be said of a figure.
   *
   * @param perHour the slope of the line through the samples after the warm-up, by least squares
   * @param wrong in words; empty if it is well
   */
  record Verdict(
      double start,
      double end,
      double perHour,
      double restBefore,
      double restAfter,
      List<String> wrong) {}

  /** How many samples it takes: warm-up, beginning and end. */
  static final int LEAST = 12;

  private static final int WARM_UP = 2;
  private static final int MEDIAN_OF = 5;
  private static final int LONG = 15;

  private SoakFigures() {}

  /**
   * Judges.
   *
   * @param samples in order of time, {@link #LEAST} or more
   * @param restBefore without load, before it
   * @param restAfter without load, after it
   */
  static Verdict judge(Figure figure, List<Sample> samples, double restBefore, double restAfter) {
    if (samples.size() < LEAST) {
      throw new IllegalArgumentException(samples.size() + " samples tell nothing");
    }
    var warm = samples.subList(WARM_UP, samples.size());
    var start = median(warm.subList(0, MEDIAN_OF));
    var end = median(warm.subList(warm.size() - MEDIAN_OF, warm.size()));
    var line = Line.through(warm);
    List<String> wrong = new ArrayList<>();
    if (end > figure.allowed(start)) {
      wrong.add("more in the end");
    }
    var minutes = warm.get(warm.size() - 1).minute() - warm.get(0).minute();
    // In a short run pools and caches still fill.
    if (minutes >= LONG && line.slope() * minutes > figure.allowedRise(start) && line.fit() > 0.5) {
      wrong.add("rises steadily");
    }
    if (!isBack(figure, restBefore, restAfter)) {
      wrong.add("not given back at rest");
    }
    return new Verdict(start, end, line.slope() * 60, restBefore, restAfter, List.copyOf(wrong));
  }

  static boolean isBack(Figure figure, double before, double after) {
    return after <= figure.allowed(before);
  }

  private static double median(List<Sample> samples) {
    var sorted = samples.stream().mapToDouble(Sample::value).sorted().toArray();
    return sorted[sorted.length / 2];
  }

  /**
   * The line of least squares.
   *
   * @param slope per minute
   * @param fit how much of the samples' variance is the line's, from 0 to 1
   */
  private record Line(double slope, double fit) {

    static Line through(List<Sample> samples) {
      var x = samples.stream().mapToDouble(Sample::minute).average().orElseThrow();
      var y = samples.stream().mapToDouble(Sample::value).average().orElseThrow();
      var xx = 0.0;
      var xy = 0.0;
      var yy = 0.0;
      for (var sample : samples) {
        xx += (sample.minute() - x) * (sample.minute() - x);
        xy += (sample.minute() - x) * (sample.value() - y);
        yy += (sample.value() - y) * (sample.value() - y);
      }
      return new Line(xy / xx, yy == 0 ? 0 : xy * xy / (xx * yy));
    }
  }
}
