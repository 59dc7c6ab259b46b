package io.holdfast;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** No file of the repository holds a key, a token or a password, but for these of tests. */
class SecretsTest {

  /** Made up for tests and examples; they open nothing. */
  private static final Set<String> MADE_UP =
      Set.of(
          // The example of the Standard Webhooks specification.
          "whsec_" + "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
          // The client of the realm for a try on one's own machine.
          "change-me-" + "holdfast-console-secret-32");

  private static final List<Pattern> FORMS =
      List.of(
          Pattern.compile("-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----"),
          Pattern.compile("\\bAKIA[0-9A-Z]{16}\\b"),
          Pattern.compile("\\bgh[pousr]_[A-Za-z0-9]{36,}"),
          Pattern.compile("\\bglpat-[A-Za-z0-9_-]{20,}"),
          Pattern.compile("\\bxox[abprs]-[A-Za-z0-9-]{10,}"),
          Pattern.compile("\\bwhsec_[A-Za-z0-9+/]{24,}"),
          Pattern.compile("\\beyJ[\\w-]{10,}\\.eyJ[\\w-]{10,}\\.[\\w-]{10,}"));

  private static final Pattern NAMED =
      Pattern.compile(
          "(?i)(?:password|passwd|secret|token|api[_-]?key)[\"']?\\s*[:=]\\s*[\"']?([A-Za-z0-9+/_=-]{16,})");

  /** Bits per sign; names and words have less, keys have more. */
  private static final double RANDOM = 3.7;

  @Test
  void noFileHoldsASecret() throws Exception {
    var found = new ArrayList<String>();
    for (var file : files()) {
      // As text of one byte a sign: a secret is ASCII, and every file can be read like this.
      secrets(Files.readString(file, ISO_8859_1))
          .forEach(secret -> found.add(file + ": " + secret.substring(0, 12) + "…"));
    }
    assertThat(found).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-----BEGIN RSA PRIVATE" + " KEY-----",
        "-----BEGIN PRIVATE" + " KEY-----",
        "aws = AKIA" + "IOSFODNN7EXAMPLE",
        "ghp" + "_0123456789abcdefghijABCDEFGHIJ456789",
        "password=" + "q7Zr2Lw9XvB4nT6kYh3s",
        "{\"apiKey\": \"" + "q7Zr2Lw9XvB4nT6kYh3s\"}",
        "whsec_" + "C2FVsBQIhrscChlQIMV+b5sSYspob7oD"
      })
  void oneWouldBeFound(String text) {
    assertThat(secrets(text)).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"password: ${DATABASE_PASSWORD}", "secretName: holdfast-database", "token=abc"})
  void whatOnlyNamesOneIsFine(String text) {
    assertThat(secrets(text)).isEmpty();
  }

  private static List<String> secrets(String text) {
    var found = new ArrayList<String>();
    for (var form : FORMS) {
      form.matcher(text).results().map(MatchResult::group).forEach(found::add);
    }
    NAMED
        .matcher(text)
        .results()
        .map(match -> match.group(1))
        .filter(value -> entropy(value) > RANDOM)
        .forEach(found::add);
    found.removeAll(MADE_UP);
    return found;
  }

  private static double entropy(String text) {
    return text.chars().boxed().collect(groupingBy(sign -> sign, counting())).values().stream()
        .mapToDouble(count -> (double) count / text.length())
        .map(share -> -share * Math.log(share) / Math.log(2))
        .sum();
  }

  private static List<Path> files() throws IOException, InterruptedException {
    var git = ExternalProgram.require("git", "apt-get install git");
    var listing =
        new ProcessBuilder(
                git.toString(), "ls-files", "-z", "--cached", "--others", "--exclude-standard")
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    var names = new String(listing.getInputStream().readAllBytes(), UTF_8);
    assertThat(listing.waitFor()).as("git ls-files").isZero();
    var files =
        List.of(names.split("\0", -1)).stream().map(Path::of).filter(Files::isRegularFile).toList();
    assertThat(files).hasSizeGreaterThan(100);
    return files;
  }
}
