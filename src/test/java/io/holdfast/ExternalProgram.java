package io.holdfast;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/**
 * A program beyond the JDK that a test runs. Where it is missing the test is skipped and says how
 * to get it; with {@code CI=true} in the environment it fails, so that no build passes by skipping.
 */
public final class ExternalProgram {

  private ExternalProgram() {}

  /**
   * The program of this name on the path.
   *
   * @param howToGet a command, such as {@code apt-get install prometheus}
   */
  public static Path require(String name, String howToGet) {
    return Stream.of(System.getenv("PATH").split(File.pathSeparator))
        .map(directory -> Path.of(directory, name))
        .filter(Files::isExecutable)
        .findFirst()
        .orElseGet(() -> missing(name + " is not installed; get it with: " + howToGet));
  }

  private static Path missing(String message) {
    if ("true".equals(System.getenv("CI"))) {
      throw new AssertionError(message);
    }
    return Assumptions.abort(message);
  }
}
