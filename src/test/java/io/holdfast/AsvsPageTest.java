package io.holdfast;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * What the page about ASVS names as its evidence is there, and no requirement is answered twice.
 */
class AsvsPageTest {

  private static final Path PAGE = Path.of("docs/asvs.md");
  private static final Pattern TEST = Pattern.compile("`(\\w+(?:Test|IT|Check))`");
  private static final Pattern NUMBERS =
      Pattern.compile("V(\\d+\\.\\d+\\.)(\\d+)(?: to V\\1(\\d+))?");

  /** Requirements of levels 1 and 2 in version 5.0.0. */
  private static final int REQUIREMENTS = 253;

  @Test
  void everyTestThatItNamesExists() throws IOException {
    var named = TEST.matcher(page()).results().map(name -> name.group(1)).distinct().toList();
    List<String> existing;
    try (var files = Files.walk(Path.of("src/test/java"))) {
      existing =
          files
              .map(file -> file.getFileName().toString())
              .filter(name -> name.endsWith(".java"))
              .map(name -> name.substring(0, name.length() - ".java".length()))
              .toList();
    }
    assertThat(named).hasSizeGreaterThan(20);
    assertThat(existing).containsAll(named);
  }

  @Test
  void everyRequirementHasOneAnswer() throws IOException {
    var answered = new ArrayList<String>();
    page()
        .lines()
        .filter(line -> line.startsWith("| V") || line.startsWith("V"))
        .forEach(
            line -> {
              var subject = line.startsWith("|") ? line.split("\\|", -1)[1] : line;
              NUMBERS.matcher(subject).results().forEach(range -> add(answered, range));
            });
    assertThat(answered).doesNotHaveDuplicates();
    assertThat(answered).hasSize(REQUIREMENTS);
  }

  private static void add(List<String> answered, MatchResult range) {
    var first = Integer.parseInt(range.group(2));
    var last = range.group(3) == null ? first : Integer.parseInt(range.group(3));
    for (var number = first; number <= last; number++) {
      answered.add(range.group(1) + number);
    }
  }

  private static String page() throws IOException {
    return Files.readAllLines(PAGE).stream().collect(Collectors.joining("\n"));
  }
}
