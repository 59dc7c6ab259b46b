package io.holdfast.drill;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The page about the drills says of every fault what the drills do. */
class DrillsPageTest {

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
  void namesAreUnique() {
    assertThat(Drill.faults()).extracting(Fault::name).doesNotHaveDuplicates();
  }
}
