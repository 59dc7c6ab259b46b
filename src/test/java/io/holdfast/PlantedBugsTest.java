package io.holdfast;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The patches in {@code src/test/planted} fit the code, the tests and the page as they are now. */
class PlantedBugsTest {

  private static final Path PATCHES = Path.of("src/test/planted");
  private static final Path PAGE = Path.of("docs/planted-bugs.md");

  /** A patch: what it breaks, by which tests that must be noticed, and where. */
  private record Patch(String name, String bug, List<String> tests, List<Hunk> hunks) {}

  /** Lines that are there before the patch, in one place of a file. */
  private record Hunk(String file, String before) {}

  static Stream<String> patches() throws IOException {
    try (var files = Files.list(PATCHES)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(file -> file.endsWith(".patch"))
          .sorted()
          .toList()
          .stream();
    }
  }

  @ParameterizedTest
  @MethodSource("patches")
  void aPatchAppliesInOnePlaceAndItsTestsExist(String file) throws IOException {
    var patch = patch(file);
    assertThat(patch.hunks()).isNotEmpty();
    for (var hunk : patch.hunks()) {
      var source = Files.readString(Path.of(hunk.file()), UTF_8);
      assertThat(source.split(Pattern.quote(hunk.before()), -1).length - 1)
          .as("places in %s with these lines:\n%s", hunk.file(), hunk.before())
          .isEqualTo(1);
    }
    assertThat(patch.tests()).isNotEmpty();
    for (var test : patch.tests()) {
      var parts = test.split("#", 2);
      assertThat(testClass(parts[0])).as(test).contains("void " + parts[1] + "(");
    }
  }

  @Test
  void thePageListsEveryPatch() throws IOException {
    var rows = new ArrayList<String>();
    for (var file : patches().toList()) {
      var patch = patch(file);
      rows.add(
          "| %s | [%s](../%s/%s) | %s | "
              .formatted(
                  patch.bug(),
                  patch.name(),
                  PATCHES,
                  file,
                  patch.tests().stream()
                      .map(test -> "`" + test + "`")
                      .collect(Collectors.joining(", "))));
    }
    var seconds = Pattern.compile("\\d+\\.\\d \\|$");
    assertThat(Files.readString(PAGE, UTF_8).lines().filter(line -> line.contains(".patch)")))
        .allSatisfy(row -> assertThat(row).containsPattern(seconds))
        .extracting(row -> seconds.matcher(row).replaceFirst(""))
        .isEqualTo(rows);
  }

  private static String testClass(String name) throws IOException {
    try (var files = Files.walk(Path.of("src/test/java"))) {
      return Files.readString(
          files.filter(file -> file.endsWith(name + ".java")).findAny().orElseThrow(), UTF_8);
    }
  }

  private static Patch patch(String file) throws IOException {
    var lines = Files.readAllLines(PATCHES.resolve(file), UTF_8);
    var hunks = new ArrayList<Hunk>();
    var source = "";
    StringBuilder before = null;
    for (var line : lines) {
      if (line.startsWith("--- ") || line.startsWith("@@")) {
        if (before != null) {
          hunks.add(new Hunk(source, before.toString()));
        }
        before = line.startsWith("@@") ? new StringBuilder("\n") : null;
        source = line.startsWith("--- ") ? line.substring("--- a/".length()) : source;
      } else if (before != null && (line.startsWith(" ") || line.startsWith("-"))) {
        before.append(line, 1, line.length()).append('\n');
      }
    }
    if (before != null) {
      hunks.add(new Hunk(source, before.toString()));
    }
    return new Patch(
        file.replace(".patch", ""),
        headers(lines, "Bug: ").get(0),
        headers(lines, "Test: "),
        List.copyOf(hunks));
  }

  private static List<String> headers(List<String> lines, String name) {
    return lines.stream()
        .filter(line -> line.startsWith(name))
        .map(line -> line.substring(name.length()))
        .toList();
  }
}
