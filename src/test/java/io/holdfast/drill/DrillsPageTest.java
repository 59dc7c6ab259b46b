package io.holdfast.drill;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The page about the drills says of every fault what the drills do. */
class DrillsPageTest {

  /** A row of the last results: the fault, how many rounds, and nine more columns. */
  private static final Pattern RESULT =
      Pattern.compile("(?m)^\\| `(.+?)` \\| (\\d+) (?:\\|[^|\n]*){9}\\|$");

  @Test
  void everyFaultIsOnThePageAndNoOther() throws Exception {
    var page = Files.readString(Path.of("docs/reliability.md"));
    var listed = page.lines().filter(line -> line.matches("\\| `.+` \\| .+ \\| \\d+ s \\|"));
    assertThat(listed)
        .containsExactlyElementsOf(
            Drill.faults().stream()
                .map(
                    fault ->
                        "| `%s` | %s | %d s |"
                            .formatted(fault.name(), fault.what(), fault.limit().toSeconds()))
                .toList());
  }

  @Test
  void theLastResultsAreOfAllTheRoundsOfEveryFault() throws Exception {
    var page = Files.readString(Path.of("docs/reliability.md"));
    var rounds =
        RESULT
            .matcher(page)
            .results()
            .collect(toMap(row -> row.group(1), row -> Integer.valueOf(row.group(2))));
    assertThat(Drill.faults())
        .extracting(Fault::name)
        .containsExactlyInAnyOrderElementsOf(rounds.keySet());
    assertThat(Drill.faults())
        .allSatisfy(
            fault ->
                assertThat(rounds.get(fault.name()))
                    .as(fault.name())
                    .isGreaterThanOrEqualTo(fault.rounds()));
  }

  @Test
  void everyFigureOfTheSoakIsOnThePageWithItsAllowance() throws Exception {
    var page = Files.readString(Path.of("docs/reliability.md"));
    var listed =
        page.lines().filter(line -> line.matches("\\| [^|]+ \\| [^|]+ \\| (\\+|up to )[^|]+ \\|"));
    assertThat(listed.map(line -> line.replaceAll("\\|[^|]+\\|([^|]+\\|)$", "|$1")))
        .containsExactlyElementsOf(
            Stream.of(Figure.values())
                .map(figure -> "| %s | %s |".formatted(figure.title(), figure.bound()))
                .toList());
  }

  @Test
  void aFaultThatIsSkippedIsWrongWhereNothingMayBe() {
    var skipped = new Table.Row(Drill.faults().get(0), List.of(), new Findings(), "skipped: why");
    assertThat(wrongWith(skipped, false)).isTrue();
    assertThat(wrongWith(skipped, true)).isFalse();
  }

  private static boolean wrongWith(Table.Row row, boolean maySkip) {
    var table = new Table(maySkip);
    table.add(row);
    return table.isWrong();
  }

  @Test
  void namesAreUnique() {
    assertThat(Drill.faults()).extracting(Fault::name).doesNotHaveDuplicates();
  }
}
