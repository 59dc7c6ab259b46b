package io.holdfast.drill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.holdfast.drill.SoakFigures.Sample;
import java.util.List;
import java.util.Random;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A soak notices what leaks, and only that. */
class SoakFiguresTest {

  private final Random random = new Random(7);

  @Test
  void whatGoesUpAndDownIsWell() {
    var samples = hour(minute -> 60 + 4 * random.nextGaussian());
    assertThat(SoakFigures.judge(Figure.HEAP, samples, 55, 58).wrong()).isEmpty();
  }

  @Test
  void warmUpIsNoLeak() {
    var samples = hour(minute -> minute <= 2 ? 20 * minute : 60 + random.nextDouble());
    assertThat(SoakFigures.judge(Figure.HEAP, samples, 30, 31).wrong()).isEmpty();
  }

  @Test
  void heapThatGrowsIsFound() {
    var verdict =
        SoakFigures.judge(
            Figure.HEAP, hour(minute -> 60 + minute + 2 * random.nextGaussian()), 55, 115);
    assertThat(verdict.wrong())
        .containsExactly("more in the end", "rises steadily", "not given back at rest");
    assertThat(verdict.perHour()).isCloseTo(60, within(3.0));
    assertThat(verdict.start()).isCloseTo(65, within(3.0));
    assertThat(verdict.end()).isCloseTo(118, within(3.0));
  }

  @Test
  void whatCreepsUpEvenlyIsFoundBeforeItIsTooMuch() {
    var samples = hour(minute -> 60 + 0.2 * minute + random.nextDouble());
    assertThat(SoakFigures.judge(Figure.HEAP, samples, 55, 66).wrong())
        .containsExactly("rises steadily");
  }

  @Test
  void aPeakInTheMiddleIsWell() {
    var samples = hour(minute -> minute == 30 ? 500 : 50);
    assertThat(SoakFigures.judge(Figure.THREADS, samples, 30, 30).wrong()).isEmpty();
  }

  @Test
  void aThreadEveryFewMinutesIsFound() {
    var samples = hour(minute -> 50 + random.nextInt(3) + minute / 5);
    assertThat(SoakFigures.judge(Figure.THREADS, samples, 30, 42).wrong())
        .containsExactly("more in the end", "rises steadily", "not given back at rest");
  }

  @Test
  void inAShortRunARiseWithinTheAllowanceIsWarmUp() {
    var short12 =
        IntStream.rangeClosed(1, 12).mapToObj(i -> new Sample(i / 4.0, 66 + i / 1.5)).toList();
    assertThat(SoakFigures.judge(Figure.FILES, short12, 50, 55).wrong()).isEmpty();
    var leak =
        IntStream.rangeClosed(1, 12).mapToObj(i -> new Sample(i / 4.0, 66 + 300 * i)).toList();
    assertThat(SoakFigures.judge(Figure.FILES, leak, 50, 3700).wrong())
        .containsExactly("more in the end", "not given back at rest");
  }

  @Test
  void aPoolMayFillAndNotMore() {
    var samples = hour(minute -> Math.min(16, 6 + minute / 5));
    assertThat(SoakFigures.judge(Figure.DATABASE, samples, 6, 16).wrong()).isEmpty();
    var more = hour(minute -> 16 + minute / 10);
    assertThat(SoakFigures.judge(Figure.DATABASE, more, 6, 22).wrong())
        .containsExactly("more in the end", "not given back at rest");
  }

  @Test
  void whatIsHeldAtRestIsFound() {
    var samples = hour(minute -> 40);
    assertThat(SoakFigures.judge(Figure.FILES, samples, 20, 37).wrong())
        .containsExactly("not given back at rest");
    assertThat(SoakFigures.judge(Figure.FILES, samples, 20, 36).wrong()).isEmpty();
  }

  @Test
  void lessIsNotWrong() {
    var samples = hour(minute -> 100 - minute);
    assertThat(SoakFigures.judge(Figure.CLASSES, samples, 100, 10).wrong()).isEmpty();
  }

  @Test
  void fewSamplesAreNotJudged() {
    var few = hour(minute -> 1).subList(0, SoakFigures.LEAST - 1);
    assertThatThrownBy(() -> SoakFigures.judge(Figure.HEAP, few, 1, 1))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static List<Sample> hour(IntToDoubleFunction value) {
    return IntStream.rangeClosed(1, 60)
        .mapToObj(minute -> new Sample(minute, value.applyAsDouble(minute)))
        .toList();
  }
}
