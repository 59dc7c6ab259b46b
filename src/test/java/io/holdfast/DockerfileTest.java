package io.holdfast;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the images promise to a cluster with the restricted security standard. */
class DockerfileTest {

  @ParameterizedTest
  @ValueSource(strings = {"Dockerfile.native", "Dockerfile.jvm"})
  void theImageRunsAsANumberWithoutAShellFromFixedBases(String name) throws IOException {
    var dockerfile = Files.readString(Path.of(name));
    var runtime = dockerfile.substring(dockerfile.lastIndexOf("\nFROM "));
    assertThat(find("(?m)^USER (\\d+)(:\\d+)?$", runtime))
        .as("a number, so that a cluster can tell that it is not root")
        .singleElement()
        .isNotEqualTo("0");
    assertThat(find("(?m)^ENTRYPOINT (.)", runtime)).containsExactly("[");
    assertThat(find("(?m)^EXPOSE (\\d+)$", runtime)).containsExactly("8080");
    assertThat(find("(?m)^RUN (.)", runtime)).as("the base may have no shell").isEmpty();
    assertThat(find("(?m)^ARG (?:BUILDER|RUNTIME)=(\\S+)$", dockerfile))
        .hasSize(2)
        .allMatch(base -> base.matches(".+:\\d.*|.+:jdk-\\d+"), "names a version");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Dockerfile.native", "Dockerfile.jvm"})
  void whatIsCopiedIsThereAndNotIgnored(String name) throws IOException {
    var kept = find("(?m)^!(\\S+)$", Files.readString(Path.of(".dockerignore")));
    var copied =
        find("(?m)^COPY (?!--from)(.+) \\S+$", Files.readString(Path.of(name))).stream()
            .flatMap(Pattern.compile(" ")::splitAsStream)
            .toList();
    assertThat(copied).isNotEmpty().allMatch(path -> Files.exists(Path.of(path)));
    assertThat(kept).containsAll(copied);
  }

  private static List<String> find(String pattern, String text) {
    return Pattern.compile(pattern)
        .matcher(text)
        .results()
        .map((MatchResult match) -> match.group(1))
        .toList();
  }
}
